import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { formatWithOptions } from 'node:util';
import { transformSync } from '@swc/core';

/** A code block of a document. */
export interface DocBlock {
  /** The headings above it. */
  readonly title: string;
  /** The line its code begins on. */
  readonly line: number;
  readonly code: string;
}

/** What a block has done. */
export interface DocRun {
  readonly exports: Readonly<Record<string, unknown>>;
  /** The lines it printed with `console.log`. */
  readonly printed: readonly string[];
}

export interface DocWorld {
  /** What its imports bring, by name; others are those of this package's development. */
  readonly modules?: Readonly<Record<string, unknown>>;
  /** Names it uses without declaring them. */
  readonly scope?: Readonly<Record<string, unknown>>;
}

/** The blocks of a Markdown file that are in one language, `ts` unless said otherwise; in order. */
export const docBlocks = (file: string, language = 'ts'): readonly DocBlock[] => {
  const blocks: DocBlock[] = [];
  const titles: string[] = [];
  let open: { line: number; lines: string[] } | undefined;
  readFileSync(file, 'utf8')
    .split('\n')
    .forEach((text, i) => {
      const [, marks, title = ''] = /^(#+) (.*)$/.exec(text) ?? [];
      if (open !== undefined && text === '```') {
        blocks.push({ title: titles.filter(Boolean).join(' › '), line: open.line, code: open.lines.join('\n') });
        open = undefined;
      } else if (open !== undefined) open.lines.push(text);
      else if (text === `\`\`\`${language}`) open = { line: i + 2, lines: [] };
      else if (marks !== undefined) titles.splice(marks.length - 1, Infinity, title);
    });
  return blocks;
};

/** All pages there are: the README, and what is in docs/. */
export const pages = (): readonly string[] => [
  'README.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md') && !/^(api|reference)\//.test(file))
    .map((file) => `docs/${file}`)
    .sort(),
];

/** The name of the file that a block is, where it says so in its first line: `// listen.mjs`. */
export const fileOf = ({ code }: DocBlock): string | undefined => /^\/\/ (\S+\.m?[jt]s)\n/.exec(code)?.[1];

/** What a block says it prints: the lines behind `// → `. */
export const promised = ({ code }: DocBlock): readonly string[] =>
  [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, line = '']) => line);

const AsyncFunction = (async () => Promise.resolve()).constructor as FunctionConstructor;
const ownRequire = createRequire(`${process.cwd()}/package.json`);
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs a block as a module of its own, and waits until it has printed as many lines as it promises. */
export const runBlock = async (block: DocBlock, { modules = {}, scope = {} }: DocWorld): Promise<DocRun> => {
  const { code } = transformSync(block.code, {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true },
    },
    module: { type: 'commonjs', strictMode: false },
    swcrc: false,
  });
  const printed: string[] = [];
  const exports: Record<string, unknown> = {};
  const names: Record<string, unknown> = {
    ...scope,
    exports,
    require: (name: string): unknown => modules[name] ?? (ownRequire(name) as unknown),
    console: {
      log: (...values: unknown[]) => printed.push(formatWithOptions({ breakLength: Infinity, depth: 9 }, ...values)),
    },
  };
  // In a block of its own, so that it may declare the names of the scope anew.
  const run = new AsyncFunction(...Object.keys(names), `{${code}\n}`) as (...values: unknown[]) => Promise<void>;
  await run(...Object.values(names));
  const wanted = promised(block).length;
  for (let waited = 0; printed.length < wanted && waited < 3_000; waited += 5) await later(5);
  return { exports, printed };
};
