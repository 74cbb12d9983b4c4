import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { docBlocks, fileOf, pages } from '../support/doc-blocks.js';
import { program, propertiesOf } from '../support/doc-types.js';

/** What blocks use without declaring it. */
const GLOBALS = `
declare const pusher: import('rx-pusher').Pusher;
declare const server: import('rx-pusher/server').PusherServer;
declare const handler: (request: Request) => Promise<Response>;
`;

/** Each block as a module of its own, under the page and the line; those that name a file are that file. */
const blocks = pages().flatMap((page) =>
  ['ts', 'js'].flatMap((language) =>
    docBlocks(page, language).map((block) => {
      const name = fileOf(block)?.replace(/m?[jt]s$/, 'ts') ?? `line-${block.line}.ts`;
      return { page, line: block.line, file: `${page}/${name}`, code: `${block.code}\nexport {};\n` };
    }),
  ),
);

it('the examples of every page compile, strictly, against the entries of the package', () => {
  const files = Object.fromEntries(blocks.map(({ file, code }) => [file, code]));
  const made = program({ ...files, 'globals.d.ts': GLOBALS }, { types: ['node', 'jest'] });
  const faults = ts.getPreEmitDiagnostics(made).map(({ file, start = 0, messageText }) => {
    const name = file?.fileName.slice(process.cwd().length + 1) ?? '';
    const { page = name, line = 1 } = blocks.find((block) => block.file === name) ?? {};
    const at = (file?.getLineAndCharacterOfPosition(start).line ?? 0) + line;
    return `${page}:${at} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
  expect(faults).toEqual([]);
  expect(blocks.length).toBeGreaterThan(80);
}, 60_000);

it('docs/migration.md names no stream that is not there', () => {
  const types = ['Pusher', 'PresenceChannel', 'Cached', 'User', "User['watchlist']"];
  const there = propertiesOf(types.map((type) => ['rx-pusher', type] as const)).flatMap((properties) => [
    ...properties.keys(),
  ]);
  const named = [...readFileSync('docs/migration.md', 'utf8').matchAll(/\b(\w+\$)/g)].map(([, name]) => name!);
  expect([...new Set(named)].filter((name) => !there.includes(name))).toEqual([]);
}, 60_000);
