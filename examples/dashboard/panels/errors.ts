import { filter, map, merge, scan } from 'rxjs';
import type { Pusher, PusherError } from 'rx-pusher';
import { h, panel, show } from '../dom.js';

const SHOWN = 5;

/** The last errors: those no stream owns, and what ended a connection. */
export const errorsPanel = ({ errors$, state$ }: Pusher): HTMLElement => {
  const lost$ = state$.pipe(
    filter((state) => state.status === 'waiting' || state.status === 'failed'),
    map(({ cause }) => cause),
  );
  const last$ = merge(errors$, lost$).pipe(
    map((error) => ({ error, at: new Date() })),
    scan(
      (list: readonly { readonly error: PusherError; readonly at: Date }[], one) => [one, ...list].slice(0, SHOWN),
      [],
    ),
  );
  const list = h('ol', { 'aria-label': 'Last errors, newest first' }, h('li', { class: 'detail' }, 'None so far'));
  show(last$, (errors) =>
    list.replaceChildren(
      ...errors.map(({ error, at }) =>
        h(
          'li',
          {},
          h('time', { datetime: at.toISOString() }, at.toTimeString().slice(0, 8)),
          h('span', {}, h('strong', {}, error.name), ` ${error.message}`),
        ),
      ),
    ),
  );
  return panel('errors', 'Last errors', list);
};
