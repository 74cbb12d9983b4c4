import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as it came over the wire. */
export interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The port of the other end: the same for requests over one connection. */
  readonly from: number;
}

export interface Recorder {
  readonly port: number;
  readonly requests: Recorded[];
  /** How the next requests are answered; `{}` with 200 unless set. */
  answer: (response: ServerResponse, request: Recorded) => void;
  close(): void;
}

const ok = (response: ServerResponse) => void response.setHeader('content-type', 'application/json').end('{}');

/** An HTTP server on 127.0.0.1 that keeps what it was asked. */
export const startRecorder = async (): Promise<Recorder> => {
  const http = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = '', url = '', headers, socket } = request;
      const recorded = { method, url, headers, body, from: socket.remotePort ?? 0 };
      recorder.requests.push(recorded);
      recorder.answer(response, recorded);
    }, ignore);
  });
  const ignore = () => undefined;
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
  const recorder: Recorder = {
    port: (http.address() as AddressInfo).port,
    requests: [],
    answer: ok,
    close: () => {
      http.close();
      http.closeAllConnections();
    },
  };
  return recorder;
};
