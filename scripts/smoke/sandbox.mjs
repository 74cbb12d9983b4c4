// The server that cases share: the tarball's own sandbox, in a process of its own.
import { start } from './command.mjs';
import { program } from './consumers.mjs';
import { once } from './once.mjs';
import { WORKSPACE } from './workspace.mjs';

/** The port of a sandbox that publishes an event every 100 ms, and serves the workspace's files to browsers. */
export const sandboxPort = once(async () => {
  const cwd = await program();
  const { child, ended, output } = start(process.execPath, ['sandbox.mjs', WORKSPACE], { cwd, within: 900_000 });
  await Promise.race([new Promise((said) => child.stdout.once('data', said)), ended]);
  const { stdout, stderr } = output();
  if (!/^\d+\n/.test(stdout)) throw new Error(`the sandbox did not start\n${stdout}${stderr}`);
  return stdout.trim();
});
