import type { Observable } from 'rxjs';
import { filter, map, mergeMap, of } from 'rxjs';
import type { Session } from '../../connection/session.js';
import { SERVER_TO_USER } from '../../protocol/channel-name.js';
import type { ChannelAuthorization } from '../../protocol/payload.js';
import type { ChannelSubscription } from './state.js';

/** Asks for the signature of one channel on one connection. */
export type AuthorizeChannel = (request: { socketId: string; channelName: string }) => Observable<ChannelAuthorization>;

/** Asks for what has to be known before the server is asked for a channel. */
export type Authorize = (subscription: ChannelSubscription, session: Session) => Observable<ChannelAuthorization>;

const isOfUser = ({ name }: ChannelSubscription): boolean => name.startsWith(SERVER_TO_USER);

export const needsAuthorization = (subscription: ChannelSubscription): boolean =>
  subscription.kind.type !== 'public' || isOfUser(subscription);

/**
 * Private kinds need a signature. The user's own channel needs that very user signed in, and so does a presence channel
 * whose authorization names no member: the server takes the member from the sign-in.
 */
export const authorization =
  (authorize: AuthorizeChannel, signedIn: (session: Session) => Observable<{ readonly id: string }>): Authorize =>
  (subscription, session) => {
    const { name, kind } = subscription;
    if (isOfUser(subscription)) {
      return signedIn(session).pipe(
        filter(({ id }) => name === SERVER_TO_USER + id),
        map(() => ({ auth: '' })),
      );
    }
    const signature$ = authorize({ socketId: session.socketId, channelName: name });
    if (kind.type !== 'presence') return signature$;
    return signature$.pipe(
      mergeMap((signature) =>
        signature.channel_data === undefined ? signedIn(session).pipe(map(() => signature)) : of(signature),
      ),
    );
  };
