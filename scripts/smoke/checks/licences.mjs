import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageOf } from './graph.mjs';
import { javascriptOf } from './javascript.mjs';

const INSTALLED = /^.*\/node_modules\//;

/** What others have written and is in our files comes with their licences. */
export const checkLicences = async ({ contents, manifest }) => {
  const notices = readFileSync(join(contents, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
  const { reached } = await javascriptOf({ contents, manifest });
  const sources = reached.flatMap((file) => JSON.parse(readFileSync(join(contents, `${file}.map`), 'utf8')).sources);
  const inlined = new Set(
    sources.filter((source) => INSTALLED.test(source)).map((source) => packageOf(source.replace(INSTALLED, ''))),
  );
  const wrong = [...inlined]
    .filter((name) => !notices.split('\n').includes(name))
    .map((name) => `the code has some of ${name}, and its licence is missing`);
  return { wrong, said: `of ${[...inlined].join(', ')}` };
};
