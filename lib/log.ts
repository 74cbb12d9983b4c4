import type { Observable } from 'rxjs';
import { map, merge } from 'rxjs';
import type { Told } from './channels/lifecycle.js';
import { describe } from './connection/describe.js';
import type { ConnectionState } from './connection/state.js';
import { quote } from './text.js';

/** What a log says of the connection and of channels, a line for each change. */
export const logLines = (state$: Observable<ConnectionState>, lifecycles$: Observable<Told>): Observable<string> =>
  merge(
    state$.pipe(map((state) => `connection ${describe(state)}`)),
    lifecycles$.pipe(
      map(({ channel, event }) => {
        const cause = 'cause' in event && event.cause !== undefined ? `: ${event.cause.message}` : '';
        return `channel ${quote(channel, 40)} ${event.type}${cause}`;
      }),
    ),
  );
