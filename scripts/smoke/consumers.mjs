// Who uses the package here, each with what such a project has beside it.
import { consumer } from './consumer.mjs';
import { pinned } from './versions.mjs';

const ANGULAR = ['@angular/common', '@angular/core'];
// What turns the published form of Angular's packages into one that runs, where no build of an application has done so.
const LINKER = '@angular/compiler';
const BUNDLERS = ['esbuild', 'rollup', '@rollup/plugin-commonjs', '@rollup/plugin-node-resolve', 'vite', 'webpack'];

/** Nothing but the package and its peer. */
export const minimal = () => consumer('minimal', pinned('rxjs'));

/** A program of Node with every optional peer too. */
export const program = () => consumer('program', pinned('rxjs', ...ANGULAR, LINKER));

/** A page, by whichever bundler. */
export const page = () => consumer('page', pinned('rxjs', ...ANGULAR, LINKER, ...BUNDLERS));

export const jsdomTests = () => consumer('jsdom-tests', pinned('rxjs', 'jest', 'jest-environment-jsdom'));

/** A server in TypeScript, and Angular. */
export const typedServer = (rxjs) =>
  consumer(`typed-server-${rxjs}`, [`rxjs@${rxjs}`, ...pinned('@types/node', ...ANGULAR)]);

/** A page in TypeScript, without the types of Node. */
export const typedPage = (rxjs) => consumer(`typed-page-${rxjs}`, [`rxjs@${rxjs}`]);
