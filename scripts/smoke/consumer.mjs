// Projects of consumers: fresh folders with the tarball and whatever else such a project has.
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { once } from './once.mjs';
import { packed } from './packed.mjs';
import { folder } from './workspace.mjs';

const INSTALL = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--save-exact', '--loglevel', 'error'];

/** Installs packages into a fresh folder. */
export const install = async (name, packages) => {
  const home = folder(name);
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: `consumer-${name}`, private: true }));
  await run('npm', [...INSTALL, ...packages], { cwd: home, within: 240_000 });
  return home;
};

/** A consumer by its name, installed when first asked for: its folder, with the programs in it. */
export const consumer = once(async (name, packages) => {
  const { tarball } = await packed();
  const home = await install(name, [tarball, ...packages]);
  cpSync(join(import.meta.dirname, 'programs'), home, { recursive: true });
  return home;
});
