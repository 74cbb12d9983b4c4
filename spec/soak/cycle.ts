import type { Observable } from 'rxjs';
import { catchError, defer, EMPTY, ignoreElements, takeUntil, tap, timer } from 'rxjs';
import type { Cached, PresenceChannel, Pusher } from '../../lib/index.js';
import { isCacheName, isPresenceName, isPrivateName } from '../../lib/index.js';
import type { Random } from '../chaos/random.js';

const KINDS = ['', 'private-', 'presence-', 'private-encrypted-'].flatMap((kind) => [kind, `${kind}cache-`]);

/** Channels that come again and again, a few of every kind; events are published on them. */
export const ROOMS = KINDS.flatMap((kind) => [`${kind}room-0`, `${kind}room-1`]);

/** One of the streams of a channel. */
const streamOf = (pusher: Pusher, name: string, random: Random): Observable<unknown> => {
  const channel = pusher.channel(name) as unknown as PresenceChannel & Cached;
  const { subscriptionCount$, resumed$, members$, joined$, left$ } = channel;
  const streams = [channel, channel.on('note'), subscriptionCount$, resumed$];
  if (isPresenceName(name)) streams.push(members$, joined$, left$);
  if (isCacheName(name)) streams.push(channel.cacheMiss$);
  return random.pick<Observable<unknown>>(streams);
};

/**
 * The `n`th: somebody comes to a stream, of a channel that was there before or of one that never was, sends a client
 * event or signs in now and then, and leaves again within some ms. Completes when it is over; errors never.
 */
export const cycle = (
  n: number,
  clients: readonly Pusher[],
  random: Random,
  { heard, failed }: { readonly heard: () => void; readonly failed: (error: unknown) => void },
): Observable<never> =>
  defer(() => {
    const pusher = random.pick(clients);
    const name = random.chance(0.5) ? random.pick(ROOMS) : `${random.pick(KINDS)}once-${n}`;
    const stream$ = random.chance(0.02) ? pusher.user.on('note') : streamOf(pusher, name, random);
    if (random.chance(0.02) && (isPrivateName(name) || isPresenceName(name))) {
      (pusher.channel(name) as PresenceChannel).trigger('client-note', { n }).subscribe({ error: failed });
    }
    return stream$.pipe(
      tap(heard),
      ignoreElements(),
      catchError((error: unknown) => {
        failed(error);
        return EMPTY;
      }),
      takeUntil(timer(random.between(0, 60))),
    );
  });
