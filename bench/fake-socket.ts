/** How the server behind the sockets of this process behaves. */
export interface FakeServer {
  /** Completes the handshake of its own accord. Default true. */
  establishes?: boolean;
  /** Accepts subscriptions of its own accord. Default true. */
  accepts?: boolean;
  /** Seconds, as in `pusher:connection_established`. Default 120. */
  activityTimeout?: number;
  /** The data of an acceptance: a presence channel's is its list. Default `{}`. */
  accepted?: string;
}

const SUBSCRIBE = '"pusher:subscribe"';

/** A WebSocket in this process. Frames are pushed into it by hand; it keeps subscriptions until they are answered, and nothing else. */
export class FakeSocket {
  readyState = 0;
  bufferedAmount = 0;
  onopen?: (event: unknown) => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: unknown) => void;
  onerror?: (event: unknown) => void;

  private asked: string[] = [];
  private awaited: { readonly count: number; readonly resolve: () => void } | undefined;

  constructor(private readonly server: FakeServer) {
    setImmediate(() => {
      if (this.readyState !== 0) return;
      this.readyState = 1;
      this.onopen?.({});
      if (server.establishes !== false) this.establish();
    });
  }

  establish(): void {
    const data = JSON.stringify({ socket_id: '1.1', activity_timeout: this.server.activityTimeout ?? 120 });
    this.push({ event: 'pusher:connection_established', data });
  }

  send(text: string): void {
    // Not parsed: what is measured is who writes.
    if (!text.includes(SUBSCRIBE)) return;
    this.asked.push(text);
    if (this.server.accepts !== false && this.asked.length === 1) setImmediate(() => this.accept());
    if (this.asked.length === this.awaited?.count) this.awaited.resolve();
  }

  /** Resolves with the last of so many subscriptions; for a server that accepts none by itself. */
  subscriptions(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.awaited = { count, resolve };
      if (this.asked.length === count) resolve();
    });
  }

  /** Accepts what has been asked for. */
  accept(): void {
    const asked = this.asked;
    this.asked = [];
    for (const text of asked) {
      const { channel } = (JSON.parse(text) as { data: { channel: string } }).data;
      this.push({ event: 'pusher_internal:subscription_succeeded', channel, data: this.server.accepted ?? '{}' });
    }
  }

  /** Closed by the client. */
  close(code = 1000, reason = ''): void {
    this.readyState = 2;
    setImmediate(() => this.drop(code, reason));
  }

  /** Closed by the server. */
  drop(code: number, reason = ''): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code, reason, wasClean: true });
  }

  push(frame: object): void {
    this.receive(JSON.stringify(frame));
  }

  receive(text: string): void {
    this.onmessage?.({ data: text });
  }
}
