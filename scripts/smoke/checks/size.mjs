import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { minimal } from '../consumers.mjs';

const MB = 1_000_000;

/** What a consumer of the package and RxJS may have on disk of the package, and of all that comes with it. */
const LIMITS = { 'the package': 3.2 * MB, 'with its dependencies': 11 * MB };

const bytesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);

export const checkSize = async ({ report }) => {
  const modules = join(await minimal(), 'node_modules');
  // RxJS is the consumer's own.
  const sizes = {
    'the package': report.unpackedSize,
    'with its dependencies': bytesIn(modules) - bytesIn(join(modules, 'rxjs')),
  };
  const figures = Object.entries(sizes).map(([what, bytes]) => ({
    what,
    bytes,
    said: `${what} ${(bytes / MB).toFixed(1)} MB`,
  }));
  const wrong = figures
    .filter(({ what, bytes }) => bytes > LIMITS[what])
    .map(({ said, what }) => `${said}; at most ${LIMITS[what] / MB} MB`);
  return {
    wrong,
    said: [`tarball ${(report.size / MB).toFixed(1)} MB`, ...figures.map(({ said }) => said)].join(', '),
  };
};
