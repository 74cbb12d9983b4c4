import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { javascriptOf } from './javascript.mjs';

/** What is wrong with the map of one file. */
const faults = (contents, file) => {
  const named = /\n\/\/# sourceMappingURL=(\S+)\s*$/.exec(readFileSync(join(contents, file), 'utf8'))?.[1];
  if (named !== `${basename(file)}.map`) return [`${file} names ${named ?? 'no map'}`];
  if (!existsSync(join(contents, `${file}.map`))) return [`${file}.map is not there`];
  const { sources, sourcesContent = [], mappings } = JSON.parse(readFileSync(join(contents, `${file}.map`), 'utf8'));
  // Sources are not in the tarball: they have to be in the map.
  const absent = sources.filter((_, at) => typeof sourcesContent[at] !== 'string');
  const local = sources.filter((source) => /^(\/|file:|\w:)/.test(source));
  return [
    ...absent.map((source) => `${file}.map has not the text of ${source}`),
    ...local.map((source) => `${file}.map has a path of the machine that built it: ${source}`),
    ...(sources.length > 0 && !/[A-Za-z]/.test(mappings) ? [`${file}.map maps nothing`] : []),
  ];
};

/** Every file of JavaScript has a map that brings its sources along. */
export const checkMaps = async ({ contents, manifest }) => {
  const { reached } = await javascriptOf({ contents, manifest });
  return { wrong: reached.flatMap((file) => faults(contents, file)), said: `${reached.length} maps` };
};
