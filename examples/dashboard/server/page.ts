import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';

/** What the page asks the server to do to itself. */
export type Command = { readonly type: 'outage' } | { readonly type: 'close'; readonly code: number };

const FILES: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/index.js': ['index.js', 'text/javascript; charset=utf-8'],
  '/style.css': ['style.css', 'text/css; charset=utf-8'],
};

const COMMANDS: Readonly<Record<string, Command>> = {
  '/control/outage': { type: 'outage' },
  '/control/close/4100': { type: 'close', code: 4100 },
  '/control/close/4200': { type: 'close', code: 4200 },
};

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'self'; connect-src 'self' ws:; img-src data:",
  'x-content-type-options': 'nosniff',
};

/** Only the page itself: a browser would let any other site send such a request to this machine. */
const isOwn = ({ headers: { host = '', origin } }: IncomingMessage): boolean =>
  origin === `http://${host}` && /^(127\.0\.0\.1|localhost):\d+$/.test(host);

/** Serves the built page from a folder, and tells `obey` what its buttons ask for. For the option `http` of a sandbox. */
export const servePage = (folder: string, obey: (command: Command) => void) => {
  const files = new Map(
    Object.entries(FILES).map(([path, [file, type]]) => [path, { type, body: readFileSync(join(folder, file)) }]),
  );
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const path = (request.url ?? '').replace(/\?.*/, '');
    const file = files.get(path);
    if (file !== undefined && request.method === 'GET') {
      response.writeHead(200, { ...HEADERS, 'content-type': file.type }).end(file.body);
      return true;
    }
    const command = COMMANDS[path];
    if (command === undefined || request.method !== 'POST') return false;
    const own = isOwn(request);
    response.writeHead(own ? 204 : 403, HEADERS).end();
    if (own) obey(command);
    return true;
  };
};
