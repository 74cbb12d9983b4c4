import type { Observable } from 'rxjs';
import { catchError, exhaustMap, filter, fromEvent, map, of, withLatestFrom } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';
import type { ConnectionState } from 'rx-pusher';
import { h, show, showText } from '../dom.js';

const COMMANDS = [
  ['outage', 'Cut the server off for 5 s', 'Every connection is cut, new ones are refused. Everything comes back.'],
  ['close/4200', 'Close with 4200', 'The server asks to reconnect at once.'],
  ['close/4100', 'Close with 4100', 'The server asks to reconnect after a while.'],
] as const;

const ask = (command: string): Observable<string> =>
  fromFetch(`/control/${command}`, { method: 'POST' }).pipe(
    map(({ ok, status }) => (ok ? '' : `The server answered ${status}`)),
    catchError((error: unknown) => of(String(error))),
  );

/** Buttons that break the connection, of every tab; without one they do nothing, and say so. */
export const controls = (state$: Observable<ConnectionState>): HTMLElement => {
  const connected$ = state$.pipe(map(({ status }) => status === 'connected'));
  const buttons = COMMANDS.map(([command, label, description]) => {
    const hint = h('span', { class: 'hint', id: `hint-${command.replace('/', '-')}` }, description);
    const button = h('button', { type: 'button', id: command.replace('/', '-'), 'aria-describedby': hint.id }, label);
    // Not `disabled`: the keyboard's focus would be lost with it.
    show(connected$, (connected) => button.setAttribute('aria-disabled', String(!connected)));
    const refused$ = fromEvent(button, 'click').pipe(
      withLatestFrom(connected$),
      filter(([, connected]) => connected),
      exhaustMap(() => ask(command)),
    );
    return h('li', {}, button, hint, showText(h('span', { class: 'hint', role: 'alert' }), refused$));
  });
  return h('ul', { class: 'controls', 'aria-label': 'Break the connection of every tab' }, ...buttons);
};
