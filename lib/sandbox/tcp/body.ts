import type { IncomingMessage } from 'node:http';

// More than a batch of the largest events can be.
export const MAX_BODY = 1_048_576;

/** Reads a body; undefined if it is too long. A request that is given up never calls back. */
export const readBody = (request: IncomingMessage, done: (body: Buffer | undefined) => void): void => {
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY) chunks.push(chunk);
  });
  request.on('end', () => done(size > MAX_BODY ? undefined : Buffer.concat(chunks)));
};
