import { declarationsOf } from './declarations.mjs';
import { javascriptOf } from './javascript.mjs';

const BESIDE = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'dist/THIRD-PARTY-NOTICES.txt'];

/** Nothing is in it that nobody reaches: no spec, no source, no chunk of an older build. */
export const checkFiles = async ({ contents, manifest, files }) => {
  const javascript = (await javascriptOf({ contents, manifest })).reached;
  const declarations = (await declarationsOf({ contents, manifest })).reached;
  const expected = new Set([...BESIDE, ...javascript, ...javascript.map((file) => `${file}.map`), ...declarations]);
  const strangers = files.filter((file) => !expected.has(file)).map((file) => `${file}: nothing leads there`);
  const needed = BESIDE.filter((file) => file !== 'CHANGELOG.md' && !files.includes(file)).map((file) => `no ${file}`);
  return { wrong: [...strangers, ...needed], said: `${files.length} files` };
};
