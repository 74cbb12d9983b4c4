import type { Observable } from 'rxjs';
import { catchError, defaultIfEmpty, filter, ignoreElements, map, merge, of, take } from 'rxjs';
import type { AnyChannel } from '../channels/types.js';
import type { ClientChoice } from './pusher.js';
import { injectPusher } from './pusher.js';

/**
 * Whether a channel can be subscribed to: the answer of a guard or a resolver. Wants the channel until it is known, emits
 * `true` or, when the subscription or the connection has failed, `false`, and completes; why it failed is in the channel's
 * `state$`. While there is no connection it waits, without end: `timeout` of RxJS ends it. On a server, where nobody
 * subscribes, it is `true` at once, and the browser asks. Needs an injection context, throws for a name that is not allowed.
 */
export const injectSubscribed = (channel: string | AnyChannel, choice?: ClientChoice): Observable<boolean> => {
  const wanted = typeof channel === 'object' ? channel : (injectPusher(choice).channel(channel) as AnyChannel);
  return merge(wanted.pipe(ignoreElements()), wanted.state$.pipe(filter(({ status }) => status === 'subscribed'))).pipe(
    map(() => true),
    take(1),
    catchError(() => of(false)),
    defaultIfEmpty(true),
  );
};
