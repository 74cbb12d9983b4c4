import type { Observable } from 'rxjs';
import type { PusherError } from '../../errors.js';
import { channelKind } from '../../protocol/channel-name.js';
import type { Encryption } from '../../protocol/encryption.js';
import type { ChannelAuthorization } from '../../protocol/payload.js';
import { deliver } from '../deliver.js';
import type { GlobalListeners } from '../global-listeners.js';
import { createCache } from '../kinds/cache.js';
import { createEncrypted } from '../kinds/encrypted.js';
import type { Kind } from '../kinds/kind.js';
import { createPresence } from '../kinds/presence.js';
import type { Lifecycles } from '../lifecycle.js';
import type { Member } from '../types.js';
import type { ChannelSubscription } from './state.js';
import { createSubscription } from './state.js';

/** What the kinds of channels need beyond their name. */
export interface KindOptions {
  readonly encryption: Encryption | undefined;
  readonly globals: GlobalListeners;
  readonly lifecycles: Lifecycles;
  /** The user of the present connection. */
  readonly signedIn: () => Member | undefined;
  /** Asks for a channel's key once more. */
  readonly reauthorize: (channel: string) => Observable<ChannelAuthorization>;
  readonly report: (error: PusherError) => void;
}

// One list for all of them: 100,000 empty ones would be as many cache misses.
const NONE: readonly Kind[] = [];

/** Makes the record of a channel, with what its kind adds. */
export const subscriptionOf = (
  name: string,
  { encryption, globals, lifecycles, signedIn, reauthorize, report }: KindOptions,
): ChannelSubscription => {
  const kind = channelKind(name);
  const presence = kind.type === 'presence' ? createPresence(name, signedIn, report) : undefined;
  const cache = kind.cache ? createCache(() => lifecycles.tell(name, { type: 'cache-miss' })) : undefined;
  const encrypted =
    kind.type === 'encrypted' && encryption !== undefined
      ? createEncrypted({
          channel: name,
          encryption,
          reauthorize: () => reauthorize(name),
          // It comes first, so what it has opened goes on to the second.
          deliver: (frame, early) => deliver(subscription, globals, frame, early, 1),
          report,
        })
      : undefined;
  const added = [encrypted, presence, cache].filter((one) => one !== undefined);
  const kinds = added.length === 0 ? NONE : added;
  const subscription: ChannelSubscription = createSubscription(name, kind, { presence, cache, kinds });
  return subscription;
};
