import { map, merge, scan, startWith } from 'rxjs';
import type { User } from 'rx-pusher';
import { h, panel, show, showText } from '../dom.js';
import { nameOf, watched } from '../member.js';

/** The users that the signed-in user watches, those online first. */
export const watchlistPanel = ({ data$, watchlist: { online$, offline$ } }: User): HTMLElement => {
  const here$ = merge(
    online$.pipe(map((ids) => (before: readonly string[]) => [...new Set([...before, ...ids])])),
    offline$.pipe(map((ids) => (before: readonly string[]) => before.filter((id) => !ids.includes(id)))),
  ).pipe(
    scan((here: readonly string[], change) => change(here), []),
    startWith<readonly string[]>([]),
  );
  const list = h('ul', { class: 'watched', 'aria-label': 'Watched users' });
  show(here$, (here) => {
    const rest = watched.filter((id) => !here.includes(id));
    list.replaceChildren(
      ...[...here, ...rest].map((id) => {
        const status = here.includes(id) ? 'online' : 'offline';
        return h('li', { 'data-user': id, 'data-status': status }, nameOf(id), h('small', {}, ` ${status}`));
      }),
    );
  });
  return panel(
    'watchlist',
    'Watchlist',
    showText(
      h('p', { class: 'detail', id: 'user' }, 'Not signed in'),
      data$.pipe(map(({ id }) => `Signed in as ${id}`)),
    ),
    list,
  );
};
