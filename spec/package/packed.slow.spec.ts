import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import manifest from '../../package.json';
import { killChildren, ROOT, start } from '../support/child.js';

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

describe('the packed tarball', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-pusher-'));
  const modules = join(folder, 'node_modules');
  let packed: Packed;

  beforeAll(() => {
    const report = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    packed = (JSON.parse(report) as Packed[])[0]!;
    const home = join(modules, manifest.name);
    mkdirSync(home, { recursive: true });
    execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', home, '--strip-components=1']);
    // What it may import: its dependencies and its peer, and nothing else that happens to be installed here.
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
      mkdirSync(dirname(join(modules, name)), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
    }
    cpSync(join(__dirname, 'fixtures'), folder, { recursive: true });
  });

  afterEach(killChildren);
  afterAll(() => rmSync(folder, { recursive: true }));

  test('holds what was built, and nothing of how it was made', () => {
    const strangers = packed.files.filter(
      ({ path }) => !/^(dist\/(?!examples\/)|package\.json$|README\.md$|LICENSE$)/.test(path),
    );
    expect(strangers).toEqual([]);
    expect(packed.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'dist/cli/index.js']),
    );
  });

  test.each(['consumer.mjs', 'consumer.cjs'])('is used by a program on this Node: %s', async (program) => {
    const outcome = await start([join(folder, program)], { cwd: folder }).ended();
    expect(outcome).toEqual({ code: 0, stdout: '{"heard":42,"oneClass":true}\n', stderr: '' });
  });

  test('brings a command that starts', async () => {
    const { code, stdout } = await start([
      join(modules, manifest.name, manifest.bin['rx-pusher']),
      '--version',
    ]).ended();
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${manifest.version}\n` });
  });
});
