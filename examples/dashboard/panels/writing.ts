import type { Observable } from 'rxjs';
import { filter, fromEvent, map, share, startWith, switchMap, tap, throttleTime } from 'rxjs';
import type { PresenceChannel } from 'rx-pusher';
import { h, show } from '../dom.js';
import type { MemberInfo } from '../member.js';

/** How often (ms) the others are told that somebody is typing. */
const TELL_EVERY = 1_000;

/** The line to write on: tells of the typing, then sends what was typed. Emits what was said. */
export const writing = (
  room: PresenceChannel<MemberInfo>,
): { readonly form: HTMLElement; readonly mine$: Observable<string> } => {
  const input = h('input', { id: 'say', name: 'say', autocomplete: 'off', maxlength: '120' });
  const form = h(
    'form',
    {},
    h('label', { for: 'say' }, 'Say something'),
    h('div', { class: 'line' }, input, h('button', { type: 'submit' }, 'Send')),
  );
  const mine$ = fromEvent(form, 'submit').pipe(
    tap((event) => event.preventDefault()),
    map(() => input.value.trim()),
    filter((text) => text !== ''),
    tap((text) => {
      room.trigger('client-message', { text });
      input.value = '';
    }),
    share(),
  );
  // A message ends the typing for the others, so the next letter is told at once.
  const typing$ = mine$.pipe(
    startWith(''),
    switchMap(() => fromEvent(input, 'input').pipe(throttleTime(TELL_EVERY))),
  );
  show(typing$, () => room.trigger('client-typing', {}));
  return { form, mine$ };
};
