// Every version that the smoke installs: the repository's own where it has one, and here what only the smoke uses.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './workspace.mjs';

const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const PINNED = {
  ...devDependencies,
  '@rollup/plugin-commonjs': '29.0.3',
  vite: '8.3.8',
  webpack: '5.112.2',
};

/** The oldest Node is the one that runs this; the others are npm's package `node`. */
export const NODES = { 22: '22.23.3', 24: '24.9.0' };

/** The lowest RxJS that the package allows, and the highest that it is developed with. */
export const RXJS = ['7.8.0', devDependencies.rxjs];

/** Packages as `npm install` takes them. */
export const pinned = (...names) =>
  names.map((name) => {
    if (PINNED[name] === undefined) throw new Error(`${name} has no version in scripts/smoke/versions.mjs`);
    return `${name}@${PINNED[name]}`;
  });
