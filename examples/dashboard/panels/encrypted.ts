import { filter, map } from 'rxjs';
import type { Pusher } from 'rx-pusher';
import { h, panel, showText } from '../dom.js';
import { ENCRYPTED } from '../names.js';

/** What is read on an encrypted channel, beside what went over the wire. */
export const encryptedPanel = (pusher: Pusher): HTMLElement => {
  const headline$ = pusher.channel(ENCRYPTED).on<string>('headline');
  const wire$ = pusher.frames$.pipe(
    filter(({ channel, event }) => channel === ENCRYPTED && event === 'headline'),
    map(({ data }) => (typeof data === 'string' ? data : JSON.stringify(data))),
  );
  return panel(
    'encrypted',
    'Encrypted channel',
    h('p', { class: 'detail' }, 'Read here:'),
    h('p', { id: 'headline' }, showText(h('strong', {}, '–'), headline$)),
    h('p', { class: 'detail' }, 'What went over the wire:'),
    showText(h('code', { id: 'ciphertext' }, '–'), wire$),
  );
};
