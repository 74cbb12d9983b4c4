import { combineLatest, filter, map, merge, scan, startWith } from 'rxjs';
import type { Members, Pusher } from 'rx-pusher';
import { h, panel, show, showText } from '../dom.js';
import type { MemberInfo } from '../member.js';
import { nameOf } from '../member.js';
import { ROOM } from '../names.js';
import { typing$ } from './typing.js';
import { writing } from './writing.js';

const row = (members: Members<MemberInfo>, said: ReadonlyMap<string, string>, typing: ReadonlySet<string>) =>
  [...members].map(({ id, info }) =>
    h(
      'li',
      { 'data-member': id },
      h('span', { class: 'avatar', 'aria-hidden': 'true' }, info.name.charAt(0)),
      h('span', { class: 'name' }, info.name, ...(id === members.me.id ? [h('small', {}, ' (you)')] : [])),
      h('span', { class: 'said' }, typing.has(id) ? h('em', {}, 'typing…') : (said.get(id) ?? '')),
    ),
  );

const typingLine = (ids: ReadonlySet<string>): string => {
  const names = [...ids].map(nameOf).join(', ');
  return ids.size === 0 ? '' : `${names} ${ids.size === 1 ? 'is' : 'are'} typing…`;
};

/** Who is in the room, what they said last, and who is typing. */
export const roomPanel = (pusher: Pusher): HTMLElement => {
  const room = pusher.channel<typeof ROOM, Record<string, unknown>, MemberInfo>(ROOM);
  const { form, mine$ } = writing(room);
  const { members$, joined$, left$ } = room;

  const theirs$ = room.pipe(
    filter(({ event, userId }) => event === 'client-message' && userId !== undefined),
    map(({ userId, data }) => [userId!, String((data as { readonly text?: unknown }).text)] as const),
  );
  const said$ = merge(theirs$, mine$.pipe(map((text) => ['', text] as const))).pipe(
    scan((said: ReadonlyMap<string, string>, [id, text]) => new Map(said).set(id, text), new Map<string, string>()),
    startWith(new Map<string, string>()),
  );
  const typed$ = typing$(room, left$);

  const list = h('ul', { class: 'members', 'aria-label': 'Members' });
  show(combineLatest([members$, said$, typed$]), ([members, said, typing]) => {
    list.classList.toggle('stale', members.stale);
    list.replaceChildren(...row(members, new Map(said).set(members.me.id, said.get('') ?? ''), typing));
  });
  const news$ = merge(
    joined$.pipe(map(({ info }) => `${info.name} joined`)),
    left$.pipe(map(({ info }) => `${info.name} left`)),
    theirs$.pipe(map(([id, text]) => `${nameOf(id)}: ${text}`)),
  );
  return panel(
    'room',
    'Room',
    showText(
      h('p', { class: 'detail', id: 'room-count' }),
      members$.pipe(
        map(({ count, stale }) => `${count} ${count === 1 ? 'member' : 'members'}${stale ? ', as of before' : ''}`),
      ),
    ),
    list,
    showText(h('p', { class: 'hint', id: 'room-news', role: 'status' }), news$),
    form,
    showText(h('p', { class: 'hint', id: 'typing', role: 'status' }), typed$.pipe(map(typingLine))),
  );
};
