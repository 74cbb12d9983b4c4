import type { Observable } from 'rxjs';
import type { PusherError } from '../errors.js';
import { channelKind } from '../protocol/channel-name.js';
import type { Encryption } from '../protocol/encryption.js';
import type { ChannelAuthorization } from '../protocol/payload.js';
import { createCache } from './cache.js';
import { deliver } from './emit.js';
import { createEncrypted } from './encrypted.js';
import type { Entry } from './entry.js';
import { createEntry } from './entry.js';
import { createPresence } from './presence.js';
import type { Feature } from './feature.js';
import type { Taps } from './taps.js';
import type { Member } from './types.js';

/** What the kinds of channels need beyond their name. */
export interface KindOptions {
  readonly encryption: Encryption | undefined;
  readonly taps: Taps;
  /** The user of the present connection. */
  readonly signedIn: () => Member | undefined;
  /** Asks for a channel's key once more. */
  readonly reauthorize: (channel: string) => Observable<ChannelAuthorization>;
  readonly report: (error: PusherError) => void;
}

// One list for all of them: 100,000 empty ones would be as many cache misses.
const NONE: readonly Feature[] = [];

/** Makes the entry of a name, with what its kind adds. */
export const entryOf = (name: string, { encryption, taps, signedIn, reauthorize, report }: KindOptions): Entry => {
  const kind = channelKind(name);
  const presence = kind.type === 'presence' ? createPresence(name, signedIn, report) : undefined;
  const cache = kind.cache ? createCache() : undefined;
  const encrypted =
    kind.type === 'encrypted' && encryption !== undefined
      ? createEncrypted({
          channel: name,
          encryption,
          reauthorize: () => reauthorize(name),
          // It comes first, so what it has opened goes on to the second.
          deliver: (frame) => deliver(entry, taps, frame, 1),
          report,
        })
      : undefined;
  const added = [encrypted, presence, cache].filter((feature) => feature !== undefined);
  const features = added.length === 0 ? NONE : added;
  const entry: Entry = createEntry(name, kind, { arrivals: taps.arrivals, presence, cache, features });
  return entry;
};
