import type { Observable } from 'rxjs';
import { combineLatest, map, startWith } from 'rxjs';
import type { Pusher } from 'rx-pusher';
import { CHANNELS } from '../../feed/price.js';
import { h, panel, show } from '../dom.js';
import { ENCRYPTED, ROOM } from '../names.js';

/** Every channel of the page: its state, and how many subscriptions it has, all tabs and the terminal together. */
export const channelsPanel = (pusher: Pusher): HTMLElement => {
  const counted = [...CHANNELS, ENCRYPTED];
  const counts$: Observable<readonly (readonly [string, number | undefined])[]> = combineLatest([
    ...counted.map((name) =>
      pusher.channel(name).subscriptionCount$.pipe(
        startWith(undefined),
        map((count) => [name, count] as const),
      ),
    ),
    // Presence channels have members instead.
    pusher.channel(ROOM).members$.pipe(
      map(({ count }) => [ROOM, count] as const),
      startWith([ROOM, undefined] as const),
    ),
  ]);

  const body = h('tbody');
  show(combineLatest([pusher.channels$, counts$]), ([states, counts]) => {
    body.replaceChildren(
      ...counts.map(([name, count]) => {
        const status = states.get(name)?.status ?? 'unsubscribed';
        return h(
          'tr',
          { 'data-status': status },
          h('th', { scope: 'row' }, name),
          h('td', {}, status),
          h('td', { class: 'number' }, count === undefined ? '–' : String(count)),
        );
      }),
    );
  });
  const head = ['Channel', 'State', 'Subscriptions'].map((title) => h('th', { scope: 'col' }, title));
  return panel('channels', 'Channels', h('table', {}, h('thead', {}, h('tr', {}, ...head)), body));
};
