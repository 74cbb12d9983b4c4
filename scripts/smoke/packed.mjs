// The tarball, as npm would publish it.
import { join } from 'node:path';
import { node, run } from './command.mjs';
import { once } from './once.mjs';
import { folder, ROOT } from './workspace.mjs';

/** Builds what is stale and packs it: the tarball's path, what npm says of it, and a folder with its contents. */
export const packed = once(async () => {
  const home = folder('packed');
  await node(['scripts/build.mjs', '--if-stale'], { cwd: ROOT });
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', home], {
    cwd: ROOT,
  });
  const [report] = JSON.parse(stdout);
  const tarball = join(home, report.filename);
  await run('tar', ['-xzf', tarball, '-C', home], { cwd: home });
  return { tarball, report, contents: join(home, 'package') };
});
