import type { Observable } from 'rxjs';
import { catchError, defer, distinctUntilChanged, EMPTY, exhaustMap, map, of, switchMap, takeWhile, timer } from 'rxjs';
import type { ConnectionState, Pusher } from 'rx-pusher';
import { h, panel, show, showText } from '../dom.js';
import { controls } from './controls.js';

const WORDS: Readonly<Record<ConnectionState['status'], string>> = {
  idle: 'Idle',
  connecting: 'Connecting',
  connected: 'Connected',
  waiting: 'Waiting to reconnect',
  disconnecting: 'Disconnecting',
  disconnected: 'Disconnected',
  failed: 'Failed',
};

const detail = (state: ConnectionState): string => {
  if (state.status === 'connected') return `socket ${state.socketId}`;
  if (state.status === 'connecting') return `attempt ${state.attempt}`;
  return 'cause' in state ? state.cause.message : '';
};

/** Seconds to the next attempt, ten times a second; a dash while none is waited for. */
const countdown = (state: ConnectionState): Observable<string> => {
  if (state.status !== 'waiting') return of('–');
  const due = Date.now() + state.delay;
  return timer(0, 100).pipe(
    map(() => Math.max(0, due - Date.now())),
    takeWhile((left) => left > 0, true),
    map((left) => `${(left / 1_000).toFixed(1)} s`),
  );
};

/** The round trip, measured every two seconds while there is a connection. */
const roundTrip = (pusher: Pusher): Observable<string> =>
  pusher.state$.pipe(
    map(({ status }) => status === 'connected'),
    distinctUntilChanged(),
    switchMap((connected) =>
      connected
        ? timer(0, 2_000).pipe(
            exhaustMap(() => defer(() => pusher.ping()).pipe(catchError(() => EMPTY))),
            map((ms) => (ms < 1 ? '< 1 ms' : `${Math.round(ms)} ms`)),
          )
        : of('–'),
    ),
  );

const fact = (id: string, term: string, text$: Observable<string>): HTMLElement =>
  h('div', {}, h('dt', {}, term), showText(h('dd', { id }), text$));

/** What the connection is doing, when it is tried next, how long a message takes, and ways to break it. */
export const connectionPanel = (pusher: Pusher): HTMLElement => {
  const { state$ } = pusher;
  const status = h('p', { id: 'status', role: 'status' });
  show(state$, (state) => {
    status.dataset['status'] = state.status;
    status.textContent = WORDS[state.status];
  });
  return panel(
    'connection',
    'Connection',
    status,
    showText(h('p', { class: 'detail', id: 'detail' }), state$.pipe(map(detail))),
    h(
      'dl',
      {},
      fact('countdown', 'Next attempt in', state$.pipe(switchMap(countdown))),
      fact('round-trip', 'Round trip', roundTrip(pusher)),
    ),
    controls(state$),
  );
};
