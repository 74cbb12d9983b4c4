// The command that the package brings: a server, a listener and a publisher in three processes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, start } from '../command.mjs';
import { minimal } from '../consumers.mjs';

/** Waits until a process has written what is looked for; fails if it ends, or never does. */
const says = async ({ child, ended, output }, pattern) => {
  let over = false;
  void ended.then(() => (over = true));
  const late = AbortSignal.timeout(10_000);
  for (;;) {
    const { stdout, stderr } = output();
    const found = pattern.exec(stdout + stderr);
    if (found) return found;
    if (over || late.aborted)
      throw new Error(`${child.spawnargs.join(' ')} did not say ${pattern}\n${stdout}${stderr}`);
    await new Promise((again) => setTimeout(again, 50));
  }
};

export const commandCases = [
  {
    name: 'command',
    run: async () => {
      const cwd = await minimal();
      const command = join(cwd, 'node_modules/.bin/rx-pusher');
      const { version } = JSON.parse(readFileSync(join(cwd, 'node_modules/rx-pusher/package.json'), 'utf8'));
      const { stdout } = await run(command, ['--version'], { cwd });
      if (stdout !== `${version}\n`) throw new Error(`--version says ${stdout}`);
      const serve = start(command, ['serve', '--port', '0'], { cwd });
      const [, port] = await says(serve, /listening on http:\/\/127\.0\.0\.1:(\d+)\n/);
      const listen = start(command, ['listen', 'prices', '--port', port], { cwd });
      await says(listen, /subscribed/);
      await run(command, ['trigger', 'prices', 'tick', '42', '--port', port], { cwd });
      await says(listen, /tick +42/);
      listen.kill();
      serve.kill();
    },
  },
];
