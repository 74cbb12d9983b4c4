import { isLeft } from 'fp-ts/Either';
import type { Decoder } from 'io-ts';
import type { Subscriber } from 'rxjs';
import type { PusherError } from '../../errors.js';
import { DecodeError } from '../../errors.js';
import { decodeData, parseData } from '../../protocol/codec.js';
import { MEMBER_ADDED, MEMBER_REMOVED } from '../../protocol/event.js';
import type { WireFrame } from '../../protocol/frame.js';
import { MemberAdded, MemberRemoved, PresenceList } from '../../protocol/payload.js';
import { Listeners } from '../../rx/listeners.js';
import { Latest } from '../../rx/latest.js';
import { VersionedMap } from '../../rx/versioned-map.js';
import type { Kind } from './kind.js';
import { createMembers } from './members.js';
import type { Member, Members } from '../types.js';

/** The members of one presence channel, kept warm: the server sends the list once for each subscription. */
export interface Presence extends Kind {
  readonly members: Latest<Members | undefined>;
  readonly joined: Listeners<Subscriber<Member>>;
  readonly left: Listeners<Subscriber<Member>>;
}

const NOBODY: Member = { id: '', info: undefined };

/** The list in the server's order; `hash` has the infos, but not the order of ids that look like integers. */
const listed = ({ presence }: PresenceList): VersionedMap<string, Member> =>
  VersionedMap.of(
    presence.ids.map((id): [string, Member] => {
      const info = Object.hasOwn(presence.hash, id) ? presence.hash[id] : undefined;
      return [id, { id, info }];
    }),
  );

/** `signedIn` gives the user of the connection, who is `me` where the authorization names none. */
export const createPresence = (
  channel: string,
  signedIn: () => Member | undefined,
  report: (error: PusherError) => void,
): Presence => {
  const members = new Latest<Members | undefined>(undefined);
  const joined = new Listeners<Subscriber<Member>>();
  const left = new Listeners<Subscriber<Member>>();
  let present: VersionedMap<string, Member> | undefined;
  let self = NOBODY;

  const tell = (hub: Listeners<Subscriber<Member>>, list: readonly Member[]) => {
    const listeners = hub.capture();
    for (const member of list) for (const listener of listeners) listener.next(member);
  };
  const snapshot = (next: VersionedMap<string, Member>): Members => {
    present = next;
    return createMembers(next, self, false);
  };
  const decode = <A>(codec: Decoder<unknown, A>, { event, data }: WireFrame): A | undefined => {
    const payload = decodeData(codec, data);
    if (!isLeft(payload)) return payload.right;
    report(new DecodeError(event, channel, payload.left));
    return undefined;
  };

  const replaced = (frame: WireFrame) => {
    const list = decode(PresenceList, frame);
    if (list === undefined) return undefined;
    const before = present;
    const others = listed(list);
    // Some servers leave out whoever asks, and announce them to themselves afterwards.
    const after = self === NOBODY || others.has(self.id) ? others : others.set(self.id, self);
    const shown = snapshot(after);
    const tellAll = () => {
      members.next(shown);
      if (before === undefined) return;
      tell(
        joined,
        [...after.values()].filter(({ id }) => !before.has(id)),
      );
      tell(
        left,
        [...before.values()].filter(({ id }) => !after.has(id)),
      );
    };
    return { members: shown, tell: tellAll };
  };

  const added = (frame: WireFrame) => {
    const who = decode(MemberAdded, frame);
    if (who === undefined || present === undefined) return;
    const member: Member = { id: who.user_id, info: who.user_info };
    const known = present.has(member.id);
    members.next(snapshot(present.set(member.id, member)));
    // Some servers announce a member again: news of them, but nobody joined.
    if (!known) tell(joined, [member]);
  };

  const removed = (frame: WireFrame) => {
    const who = decode(MemberRemoved, frame);
    const member = who && present?.get(who.user_id);
    if (member === undefined || present === undefined) return;
    members.next(snapshot(present.delete(member.id)));
    tell(left, [member]);
  };

  return {
    members,
    joined,
    left,
    authorized: ({ channel_data }) => {
      const data = MemberAdded.decode(parseData(channel_data));
      self = isLeft(data) ? (signedIn() ?? NOBODY) : { id: data.right.user_id, info: data.right.user_info };
    },
    accepted: replaced,
    control: (frame) => {
      if (frame.event === MEMBER_ADDED) added(frame);
      else if (frame.event === MEMBER_REMOVED) removed(frame);
    },
    expired: () => {
      const last = present;
      if (last === undefined || members.value?.stale !== false) return undefined;
      return () => members.next(createMembers(last, self, true));
    },
  };
};
