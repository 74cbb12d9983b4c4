// What TypeScript projects look like. Those for Node have @types/node, without which nothing there compiles; those for
// browsers have nothing of Node, and import only what is for browsers.
import { typedPage, typedServer } from '../consumers.mjs';

const DOM = ['es2022', 'dom', 'dom.iterable'];

const ALL = { 'client.ts': 'client.ts', 'angular.ts': 'angular.ts', 'every-entry.ts': 'every-entry.ts' };
const renamed = (files, extension) =>
  Object.fromEntries(Object.entries(files).map(([from, to]) => [from, to.replace(/ts$/, extension)]));

export const PROJECTS = {
  'nodenext-esm': {
    consumer: typedServer,
    compilerOptions: { module: 'nodenext', moduleResolution: 'nodenext', lib: DOM, types: ['node'] },
    files: renamed(ALL, 'mts'),
  },
  'nodenext-cjs': {
    consumer: typedServer,
    compilerOptions: { module: 'nodenext', moduleResolution: 'nodenext', lib: DOM, types: ['node'] },
    files: renamed(ALL, 'cts'),
  },
  'nodenext-server': {
    consumer: typedServer,
    compilerOptions: { module: 'nodenext', moduleResolution: 'nodenext', lib: ['es2022'], types: ['node'] },
    files: { 'client.ts': 'on-server.mts', 'every-entry.ts': 'every-entry-on-server.mts' },
  },
  bundler: {
    consumer: typedServer,
    compilerOptions: { module: 'esnext', moduleResolution: 'bundler', lib: DOM, types: ['node'] },
    files: ALL,
  },
  // Angular itself cannot be found by this one.
  node10: {
    consumer: typedServer,
    compilerOptions: { module: 'commonjs', moduleResolution: 'node10', lib: DOM, types: ['node'] },
    files: { 'client.ts': 'client.ts', 'every-entry.ts': 'every-entry.ts' },
  },
  'browser-bundler': {
    consumer: typedPage,
    compilerOptions: { module: 'esnext', moduleResolution: 'bundler', lib: DOM, types: [] },
    files: { 'client.ts': 'client.ts' },
  },
  'browser-node10': {
    consumer: typedPage,
    compilerOptions: { module: 'es2022', moduleResolution: 'node10', lib: DOM, types: [] },
    files: { 'client.ts': 'client.ts' },
  },
};
