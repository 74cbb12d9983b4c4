import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = ['package.json', 'package-lock.json', 'rollup.config.js', 'tsconfig.json', 'tsconfig.build.json'];

/** The files below a directory. */
export const filesIn = (directory) =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Whether a file of dist/ is missing or older than what it is made from. */
export const isStale = (made) => {
  if (!existsSync(made)) return true;
  const { mtimeMs } = statSync(made);
  return [...SOURCES, ...filesIn('lib')].some((source) => statSync(source).mtimeMs > mtimeMs);
};
