/** A WebSocket in this process: opens at once, answers as a server that accepts everything, and takes frames by hand. */
export class FakeSocket {
  static last: FakeSocket;
  static CONNECTING = 0;
  static OPEN = 1;
  readyState = 0;
  bufferedAmount = 0;
  onopen?: (event: unknown) => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: unknown) => void;
  onerror?: (event: unknown) => void;
  /** How many frames of each kind were written. */
  readonly sent = new Map<string, number>();
  socketId = '1.1';

  constructor(readonly url: string) {
    FakeSocket.last = this;
    setImmediate(() => {
      if (this.readyState !== 0) return;
      this.readyState = 1;
      this.onopen?.({});
      this.push({ event: 'pusher:connection_established', data: '{"socket_id":"1.1","activity_timeout":120}' });
    });
  }

  send(text: string): void {
    const { event, data } = JSON.parse(text) as { event: string; data: { channel: string } };
    this.sent.set(event, (this.sent.get(event) ?? 0) + 1);
    if (event !== 'pusher:subscribe') return;
    const { channel } = data;
    setImmediate(() => this.push({ event: 'pusher_internal:subscription_succeeded', channel, data: this.list(channel) }));
  }

  /** The data of a success; a presence channel's is its list. */
  list: (channel: string) => string = () => '{}';

  close(code = 1000, reason = ''): void {
    this.readyState = 3;
    this.onclose?.({ code, reason, wasClean: true });
  }

  push(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  receive(text: string): void {
    this.onmessage?.({ data: text });
  }
}
