import type { Observable } from 'rxjs';
import { filter, map, mergeMap, of } from 'rxjs';
import type { Session } from '../connection/session.js';
import { SERVER_TO_USER } from '../protocol/channel-name.js';
import type { ChannelAuthorization } from '../protocol/payload.js';
import type { Entry } from './entry.js';

/** Asks for the signature of one channel on one connection. */
export type AuthorizeChannel = (request: { socketId: string; channelName: string }) => Observable<ChannelAuthorization>;

/** What has to be known before the server is asked for a channel; undefined where nothing has to. */
export type Authorize = (entry: Entry, session: Session) => Observable<ChannelAuthorization> | undefined;

/**
 * Private kinds need a signature. The user's own channel needs that very user signed in, and so does a presence channel
 * whose authorization names no member: the server takes the member from the sign-in.
 */
export const authorization =
  (authorize: AuthorizeChannel, signedIn: (session: Session) => Observable<{ readonly id: string }>): Authorize =>
  ({ name, kind }, session) => {
    if (name.startsWith(SERVER_TO_USER)) {
      return signedIn(session).pipe(
        filter(({ id }) => name === SERVER_TO_USER + id),
        map(() => ({ auth: '' })),
      );
    }
    if (kind.type === 'public') return undefined;
    const signature$ = authorize({ socketId: session.socketId, channelName: name });
    if (kind.type !== 'presence') return signature$;
    return signature$.pipe(
      mergeMap((signature) =>
        signature.channel_data === undefined ? signedIn(session).pipe(map(() => signature)) : of(signature),
      ),
    );
  };
