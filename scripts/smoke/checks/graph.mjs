import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';

/**
 * All that some files of the tarball lead to: `importsOf` gives the specifiers in one, `fileOf` the path that a relative one
 * means. Gives the files reached, the packages imported and by whom, and the files that are missing.
 */
export const reach = async ({ contents, from, importsOf, fileOf = (path) => path }) => {
  const reached = new Set(from);
  const packages = new Map();
  const missing = [];
  for (const file of reached) {
    if (!existsSync(join(contents, file))) {
      missing.push(file);
      continue;
    }
    for (const specifier of await importsOf(file)) {
      if (!specifier.startsWith('.')) packages.set(specifier, file);
      else reached.add(fileOf(posix.join(posix.dirname(file), specifier)));
    }
  }
  return {
    reached: [...reached].filter((file) => !missing.includes(file)),
    packages: [...packages],
    missing: missing.map((file) => `${file} is not there`),
  };
};

/** `@a/b/c` is of the package `@a/b`. */
export const packageOf = (specifier) => /^(@[^/]+\/)?[^/]+/.exec(specifier)[0];
