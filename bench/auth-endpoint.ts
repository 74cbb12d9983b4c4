import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An endpoint in this process that authorizes everything, and counts how often it is asked. */
export interface AuthEndpoint {
  readonly url: string;
  readonly requests: () => number;
  readonly close: () => void;
}

const AUTH = { auth: 'key:signature' };

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/** One channel's answer, or that of all the channels of a batch. */
const answerTo = (form: string): unknown => {
  const fields = [...new URLSearchParams(form)];
  const batched = fields.filter(([name]) => name.startsWith('channel_name['));
  return batched.length === 0
    ? AUTH
    : Object.fromEntries(batched.map(([, name]) => [name, { status: 200, data: AUTH }]));
};

export const authEndpoint = async (): Promise<AuthEndpoint> => {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    void textOf(request).then((form) => {
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answerTo(form)));
    });
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 2_048 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/auth`,
    requests: () => requests,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
