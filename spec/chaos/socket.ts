import WebSocket from 'ws';
import { createPusherServer } from '../../lib/server/index.js';
import { APP, SECRETS } from './rules.js';
import type { Violate } from './rules.js';

interface Text {
  readonly event: string;
  readonly channel?: string;
  readonly data?: unknown;
}

const read = (text: string): Text => JSON.parse(text) as Text;
const dataOf = ({ data }: Text): Record<string, string> =>
  (typeof data === 'string' ? JSON.parse(data) : (data ?? {})) as Record<string, string>;

const signer = createPusherServer({ appId: APP.id, ...SECRETS, host: '127.0.0.1' });

/** The signature the server will ask for. */
const signed = (socketId: string, { channel = '', channel_data }: Record<string, string>): string | undefined =>
  /^(?:private|presence)-/.test(channel)
    ? signer.authorizeChannel(
        socketId,
        channel,
        channel_data === undefined ? undefined : (JSON.parse(channel_data) as { user_id: string }),
      ).auth
    : undefined;

/**
 * WebSockets of one client that look at what goes over the wire: one live socket at a time, nothing before the handshake,
 * at most one subscription of a channel at a time, and nothing that was signed for another connection.
 */
export const watchedSocket = (client: string, violate: Violate): new (url: string) => WebSocket => {
  let live: WebSocket | undefined;

  return class extends WebSocket {
    private socketId: string | undefined;
    private readonly asked = new Map<string, number>();

    constructor(url: string) {
      super(url);
      if (live !== undefined && live.readyState <= WebSocket.OPEN)
        violate('one socket', `${client} opened a second socket beside a live one`);
      // eslint-disable-next-line @typescript-eslint/no-this-alias -- the one that is live now
      live = this;
      this.on('message', (data: Buffer) => this.hear(read(data.toString())));
    }

    override send(data: string): void {
      const frame = read(data);
      const payload = dataOf(frame);
      if (this.socketId === undefined) violate('handshake first', `${client} sent ${frame.event} before the handshake`);
      else if (frame.event === 'pusher:subscribe') this.subscribes(payload, this.socketId);
      else if (frame.event === 'pusher:unsubscribe') this.count(payload['channel']!, -1);
      super.send(data);
    }

    private subscribes(payload: Record<string, string>, socketId: string): void {
      const channel = payload['channel']!;
      if (payload['auth'] !== signed(socketId, payload))
        violate('signed for this socket', `${client} sent for ${channel} on ${socketId} what was not signed for it`);
      if (this.count(channel, 1) > 1) violate('one subscribe', `${client} subscribed twice to ${channel}`);
    }

    private count(channel: string, by: number): number {
      const count = Math.max(0, (this.asked.get(channel) ?? 0) + by);
      this.asked.set(channel, count);
      return count;
    }

    private hear(frame: Text): void {
      if (frame.event === 'pusher:connection_established') this.socketId = dataOf(frame)['socket_id'];
      if (frame.event === 'pusher:subscription_error') this.count(frame.channel!, -1);
    }
  };
};
