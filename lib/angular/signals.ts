import { inject, NgZone } from '@angular/core';
import type { Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import type { Observable } from 'rxjs';
import type { Members, PresenceChannel, SubscriptionState } from '../channels/types.js';
import type { ConnectionState } from '../connection/state.js';
import type { ChannelName } from './channel.js';
import { UNSUBSCRIBED } from './channel-through.js';
import type { ChannelSource } from './made.js';
import { injectMade, signalOf, throughOf } from './made.js';
import type { ClientChoice } from './pusher.js';
import { injectPusher } from './pusher.js';

/** The name of a presence channel, or a signal of one. */
type PresenceName = ChannelName<`presence-${string}`>;

/** Who is on a presence channel, as a signal; undefined until it is known. Wants the channel. */
export const injectMembers = <I = unknown>(
  channel: PresenceName | PresenceChannel<I>,
  { client }: ClientChoice = {},
): Signal<Members<I> | undefined> =>
  injectMade<Members<I>, Members<I> | undefined>({
    source: channel,
    client,
    stream: ({ members$ }) => members$ as Observable<Members<I>>,
    values: (members$) => members$,
    initialValue: undefined,
  });

/** How the subscription of a channel is, as a signal: `failed` also for a name that is wrong. Wants nothing. */
export const injectSubscriptionState = (
  channel: ChannelSource,
  { client }: ClientChoice = {},
): Signal<SubscriptionState> => signalOf(throughOf(channel, client).state$, UNSUBSCRIBED);

/** What the connection is doing, as a signal. Wants nothing. */
export const injectConnectionState = (choice?: ClientChoice): Signal<ConnectionState> => {
  const { state$ } = injectPusher(choice);
  return inject(NgZone).runOutsideAngular(() => toSignal(state$, { requireSync: true }));
};
