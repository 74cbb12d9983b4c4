import { asyncScheduler, map, merge, Subscription, timer } from 'rxjs';
import type { Observable } from 'rxjs';

/** Something the network does with a socket. */
export type Step = (socket: ScriptedSocket) => void;

/** When steps happen, in ms since the socket was asked for. */
export const script = (...steps: readonly (readonly [ms: number, step: Step])[]): Observable<Step> =>
  merge(...steps.map(([ms, step]) => timer(ms).pipe(map(() => step))));

export const opens: Step = (socket) => socket.open();

/** A message; an object stands for its JSON. */
export const says =
  (data: unknown): Step =>
  (socket) =>
    socket.say(typeof data === 'object' && !(data instanceof ArrayBuffer) ? JSON.stringify(data) : data);

export const welcomes = (socketId = '1.1', seconds: number | null = 120): Step =>
  says({
    event: 'pusher:connection_established',
    data: JSON.stringify({ socket_id: socketId, ...(seconds === null ? {} : { activity_timeout: seconds }) }),
  });

export const closes =
  (code: number, reason = ''): Step =>
  (socket) =>
    socket.end(code, reason);

/** What a WebSocket does when the connection is refused, or breaks: an error, then a close of 1006. */
export const breaks: Step = (socket) => socket.break();

/** The network of a client, as scripts play it; and what the client did, with the time (ms). */
export interface ScriptedNetwork {
  readonly WebSocketCtor: new (url: string) => ScriptedSocket;
  readonly asked: [at: number, url: string][];
  readonly sent: [at: number, frame: unknown][];
  readonly left: [at: number, how: number | 'terminated'][];
  readonly sockets: readonly ScriptedSocket[];
}

class ScriptedSocket {
  readyState = 0;
  onopen: ((event: object) => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onerror: ((event: object) => void) | null = null;
  onclose: ((event: { readonly code?: number; readonly reason?: string; readonly wasClean: boolean }) => void) | null =
    null;
  private readonly playing = new Subscription();

  constructor(
    readonly url: string,
    steps$: Observable<Step>,
    private readonly network: ScriptedNetwork,
    private readonly farewell: number,
  ) {
    this.playing.add(asyncScheduler.schedule(() => this.playing.add(steps$.subscribe((step) => step(this)))));
  }

  send(text: string): void {
    if (this.readyState !== 1) throw new Error(`send() while readyState is ${this.readyState}`);
    this.network.sent.push([asyncScheduler.now(), JSON.parse(text)]);
  }

  close(code = 1005): void {
    if (this.readyState >= 2) return;
    this.network.left.push([asyncScheduler.now(), code]);
    this.readyState = 2;
    this.playing.unsubscribe();
    if (this.farewell < Infinity) asyncScheduler.schedule(() => this.end(code, ''), this.farewell);
  }

  terminate(): void {
    if (this.readyState === 3) return;
    this.network.left.push([asyncScheduler.now(), 'terminated']);
    this.readyState = 2;
    this.playing.unsubscribe();
    asyncScheduler.schedule(() => this.end(1006, ''));
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.({});
  }

  say(data: unknown): void {
    this.onmessage?.({ data });
  }

  break(): void {
    this.onerror?.({ error: new Error('the network is down') });
    this.end(1006, '');
  }

  end(code: number, reason: string): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.playing.unsubscribe();
    this.onclose?.({ code, reason, wasClean: code !== 1006 });
  }
}

/** One script for each socket the client asks for; the last one stands for all that follow. `farewell`: ms of a close. */
export const scriptedNetwork = (scripts: readonly Observable<Step>[], farewell = 0): ScriptedNetwork => {
  const sockets: ScriptedSocket[] = [];
  const network: ScriptedNetwork = {
    asked: [],
    sent: [],
    left: [],
    sockets,
    WebSocketCtor: function (url: string) {
      network.asked.push([asyncScheduler.now(), url]);
      const socket = new ScriptedSocket(url, scripts[Math.min(sockets.length, scripts.length - 1)]!, network, farewell);
      sockets.push(socket);
      return socket;
    } as unknown as ScriptedNetwork['WebSocketCtor'],
  };
  return network;
};

/** A constructor that throws. `before` is told of each try. */
export const throwingSocket = (thrown: unknown, before = (): void => undefined): new () => never =>
  function () {
    before();
    throw thrown as Error;
  } as unknown as new () => never;
