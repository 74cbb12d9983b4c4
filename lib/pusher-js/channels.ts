import { isPresenceName } from '../index.js';
import { Channel } from './channel.js';
import type { Client } from './client.js';
import { PresenceChannel } from './presence-channel.js';

/** The channels of a client. */
export class Channels {
  /** By name. */
  // Without a prototype, for a channel may have any of its names.
  channels = Object.create(null) as Record<string, Channel>;

  /** All of them. */
  all(): Channel[] {
    return Object.values(this.channels);
  }

  /** The channel of that name, if there is one. */
  find(name: string): Channel | undefined {
    return this.channels[name];
  }

  /** The channel of that name, made if there is none. Throws for names that no channel can have. */
  add(name: string, pusher: Client): Channel {
    // It knows which names there are.
    void pusher.rx.channel(name);
    const Kind = isPresenceName(name) ? PresenceChannel : Channel;
    return (this.channels[name] ??= new Kind(name, pusher));
  }

  /** Takes a channel out. */
  remove(name: string): Channel | undefined {
    const found = this.find(name);
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the table is public, as in pusher-js
    delete this.channels[name];
    return found;
  }

  /** The connection is gone. */
  disconnect(): void {
    for (const channel of this.all()) channel.disconnect();
  }
}
