import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Happening } from '../driver.js';
import type { RequestId, Respond } from '../engine/effect.js';
import type { SandboxOptions } from '../options.js';
import { MAX_BODY, readBody } from './body.js';

/** The HTTP requests of a server, as happenings and effects of an engine. */
export interface Requests {
  readonly carryOut: (effect: Respond) => void;
}

export const acceptRequests = (
  server: Server,
  handle: (happening: Happening) => void,
  first: Required<SandboxOptions>['http'],
): Requests => {
  const waiting = new Map<RequestId, ServerResponse>();
  let count = 0;

  server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
    if (first(incoming, response)) return;
    count += 1;
    const request = count;
    readBody(incoming, (body) => {
      if (body === undefined) {
        response.writeHead(413).end(`The body is longer than ${MAX_BODY} bytes\n`);
        return;
      }
      const { method = '', url = '' } = incoming;
      const headers = Object.fromEntries(
        Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
      );
      waiting.set(request, response);
      handle({ type: 'request', request, method, url, headers, body });
    });
  });

  return {
    carryOut({ request, status, headers, body }) {
      waiting.get(request)?.writeHead(status, headers).end(body);
      waiting.delete(request);
    },
  };
};
