import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came over the wire. */
export interface Recorded {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An HTTP server on loopback for one spec: every request is kept, then given to the handler. */
export const serve = async (handle: (response: ServerResponse, request: Recorded, count: number) => void) => {
  const requests: Recorded[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      const recorded = { method, url, headers, body: Buffer.concat(chunks).toString('latin1') };
      requests.push(recorded);
      handle(response, recorded, requests.length);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    port,
    url: `http://127.0.0.1:${port}/auth`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

export type Served = Awaited<ReturnType<typeof serve>>;

export const answer = (response: ServerResponse, status: number, data: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(data));
};
