import { readFileSync } from 'node:fs';
import * as rxPusherEncryption from '../../lib/encryption/index.js';
import * as rxPusherHttp from '../../lib/http/index.js';
import * as rxPusher from '../../lib/index.js';
import * as rxPusherSandbox from '../../lib/sandbox/index.js';
import * as rxPusherServer from '../../lib/server/index.js';
import * as rxPusherTesting from '../../lib/testing/index.js';

const sections = new Map(
  readFileSync('docs/errors.md', 'utf8')
    .split(/^## /m)
    .map((section) => [section.split('\n', 1)[0], section]),
);
const rows = (title: string): readonly string[] =>
  [...sections.get(title)!.matchAll(/^\| `(\w+)` \| .*? \| .+ \| .*\|$/gm)].map(([, name]) => name!);

const errorsOf = (entry: object): readonly string[] =>
  Object.entries(entry as Readonly<Record<string, unknown>>)
    .filter(([, value]) => typeof value === 'function' && (value as { prototype: unknown }).prototype instanceof Error)
    .map(([name]) => name);

describe('docs/errors.md', () => {
  it('has every error of the client, and no other', () => {
    expect([...rows('The client')].sort()).toEqual([...errorsOf(rxPusher), ...errorsOf(rxPusherHttp)].sort());
  });

  it('has every error of the server side, and no other', () => {
    const [beside = ''] = /beside [^]*?\./.exec(sections.get('The server side')!) ?? [];
    const named = [...beside.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
    expect([...named, ...rows('The server side')].sort()).toEqual([...errorsOf(rxPusherServer)].sort());
  });

  it('has every error of the sandbox, and no other', () => {
    expect([...rows('The sandbox')].sort()).toEqual([...errorsOf(rxPusherSandbox)].sort());
  });

  it('says truly that there are no others', () => {
    expect([rxPusherEncryption, rxPusherTesting].map(errorsOf)).toEqual([[], []]);
    // Angular's own modules need its compiler; what is exported is in the text.
    expect(readFileSync('lib/angular/index.ts', 'utf8')).not.toMatch(/rror/);
  });
});
