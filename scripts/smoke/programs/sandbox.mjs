// A sandbox that publishes an event every 100 ms on two channels, one of them encrypted, and serves the files of a folder.
import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { exhaustMap, interval, merge } from 'rxjs';
import { startSandbox } from 'rx-pusher/sandbox';
import { createPusherServer } from 'rx-pusher/server';

const [, , folder] = process.argv;
const TYPES = { '.js': 'text/javascript', '.html': 'text/html' };

/** `/a/b.html` is a page with the one script `/a/b.js`. */
const page = (script) =>
  `<!doctype html><link rel="icon" href="data:,"><script type="module" src="${script}"></script>`;

const http = ({ url = '' }, response) => {
  const { pathname } = new URL(url, 'http://localhost');
  const script = pathname.replace(/\.html$/, '.js');
  if (!existsSync(join(folder, script)) || !(extname(pathname) in TYPES)) return false;
  response.setHeader('content-type', TYPES[extname(pathname)]);
  response.end(pathname === script ? readFileSync(join(folder, script)) : page(script));
  return true;
};

startSandbox({ port: 0, http }).subscribe(
  ({ host, port, apps: [{ id: appId, key, secret, encryptionMasterKeyBase64 }] }) => {
    console.log(port);
    const server = createPusherServer({ appId, key, secret, host, port, useTLS: false, encryptionMasterKeyBase64 });
    const channels = ['prices', 'private-encrypted-prices'];
    interval(100)
      .pipe(exhaustMap(() => merge(...channels.map((channel) => server.trigger(channel, 'tick', 42)))))
      .subscribe();
  },
);
