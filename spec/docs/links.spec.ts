import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pages } from '../support/doc-blocks.js';

const files = [...pages(), 'CONTRIBUTING.md'];

/** A page without its blocks and its code. */
const prose = (file: string): string =>
  readFileSync(file, 'utf8')
    .replace(/^```[^]*?^```$/gm, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ' '));

/** The anchors of a page's headings, as GitHub makes them. */
const anchors = (file: string): ReadonlySet<string> => {
  const made = new Map<string, number>();
  const headings = readFileSync(file, 'utf8')
    .replace(/^```[^]*?^```$/gm, '')
    .matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, title = '']) => {
      const anchor = title
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-');
      const count = made.get(anchor) ?? 0;
      made.set(anchor, count + 1);
      return count === 0 ? anchor : `${anchor}-${count}`;
    }),
  );
};

const faultOf = (from: string, target: string): string | undefined => {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? from : join(dirname(from), path);
  if (!existsSync(file)) return `${from}: no file ${target}`;
  if (anchor !== undefined && (statSync(file).isDirectory() || !anchors(file).has(anchor)))
    return `${from}: no heading ${target}`;
  return undefined;
};

describe('the links of README and docs', () => {
  const links = files.flatMap((file) =>
    [...prose(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => [file, target!] as const),
  );

  it('lead to files and headings that are there', () => {
    const relative = links.filter(([, target]) => !/^https?:/.test(target));
    expect(relative.map(([file, target]) => faultOf(file, target)).filter((fault) => fault !== undefined)).toEqual([]);
    expect(relative.length).toBeGreaterThan(50);
  });

  it('reach every page from docs/README.md', () => {
    const reached = new Set(['docs/README.md']);
    for (const page of reached)
      for (const [file, target] of links)
        if (file === page && /\.md(#|$)/.test(target)) reached.add(join(dirname(file), target.split('#')[0]!));
    expect(pages().filter((page) => page !== 'README.md' && !reached.has(page))).toEqual([]);
  });
});
