import { isLeft } from 'fp-ts/Either';
import type { Decoder } from 'io-ts';
import type { Subscriber } from 'rxjs';
import type { PusherError } from '../../errors.js';
import { DecodeError } from '../../protocol/errors.js';
import { decodeData, parseData } from '../../protocol/codec.js';
import { MEMBER_ADDED, MEMBER_REMOVED } from '../../protocol/event.js';
import type { WireFrame } from '../../protocol/frame.js';
import { MemberAdded, MemberRemoved, PresenceList } from '../../protocol/payload.js';
import { Latest } from '../../rx/latest.js';
import { Listeners } from '../../rx/listeners.js';
import { VersionedMap } from '../../rx/versioned-map.js';
import type { Member, Members } from '../types.js';
import type { Kind } from './kind.js';
import { createMembers } from './members.js';

/** The members of one presence channel, kept warm: the server sends the list once for each subscription. */
export interface Presence extends Kind {
  readonly members: Latest<Members | undefined>;
  readonly joined: Listeners<Subscriber<Member>>;
  readonly left: Listeners<Subscriber<Member>>;
}

type Present = VersionedMap<string, Member>;

const NOBODY: Member = { id: '', info: undefined };

/** `signedIn` gives the user of the connection, who is `me` where the authorization names none. */
export const createPresence = (
  channel: string,
  signedIn: () => Member | undefined,
  report: (error: PusherError) => void,
): Presence => {
  const members = new Latest<Members | undefined>(undefined);
  const joined = new Listeners<Subscriber<Member>>();
  const left = new Listeners<Subscriber<Member>>();
  let present: Present | undefined;
  let stale = false;
  let self = NOBODY;
  /** What a server calls me that takes long numbers for floating ones. */
  let rounded = '';

  const tell = (to: Listeners<Subscriber<Member>>, list: readonly Member[]) => {
    const listeners = to.capture();
    for (const member of list) for (const listener of listeners) listener.next(member);
  };
  const snapshot = (next: Present): Members => createMembers((present = next), self, stale);
  const decode = <A>(codec: Decoder<unknown, A>, { event, data }: WireFrame): A | undefined => {
    const payload = decodeData(codec, data);
    if (!isLeft(payload)) return payload.right;
    report(new DecodeError(event, channel, payload.left));
    return undefined;
  };

  /** Whoever is subscribed is there, also where the server leaves out whoever asks. */
  const withMe = (others: Present): Present => {
    if (!others.has(self.id) && others.has(rounded)) self = { ...self, id: rounded };
    return self === NOBODY || others.has(self.id) ? others : others.set(self.id, self);
  };

  const replaced = (frame: WireFrame) => {
    const list = decode(PresenceList, frame);
    const before = present;
    // Without a list, changes go on from the last one there was, or begin one.
    if (list === undefined && before !== undefined) return undefined;
    const after = withMe(VersionedMap.of<string, Member>(list?.presence ?? []));
    stale = false;
    const shown = snapshot(after);
    const missing = (from: Present, other: Present) => [...other.values()].filter(({ id }) => !from.has(id));
    const tellAll = () => {
      members.next(shown);
      if (before === undefined) return;
      tell(joined, missing(before, after));
      tell(left, missing(after, before));
    };
    return { members: shown, tell: tellAll };
  };

  const added = (frame: WireFrame) => {
    const who = decode(MemberAdded, frame);
    if (who === undefined) return;
    const before = present ?? withMe(VersionedMap.of<string, Member>([]));
    const member: Member = { id: who.user_id, info: who.user_info };
    members.next(snapshot(before.set(member.id, member)));
    // Some servers announce a member again: news of them, but nobody joined.
    if (!before.has(member.id)) tell(joined, [member]);
  };

  const removed = (frame: WireFrame) => {
    const who = decode(MemberRemoved, frame);
    const member = who && present?.get(who.user_id);
    // I am there as long as I am subscribed: some servers say so when another connection of mine has gone.
    if (member === undefined || present === undefined || member.id === self.id) return;
    members.next(snapshot(present.delete(member.id)));
    tell(left, [member]);
  };

  return {
    members,
    joined,
    left,
    authorized: ({ channel_data }) => {
      const data = decodeData(MemberAdded, channel_data);
      const inexact = MemberAdded.decode(parseData(channel_data));
      self = isLeft(data) ? (signedIn() ?? NOBODY) : { id: data.right.user_id, info: data.right.user_info };
      rounded = isLeft(inexact) ? '' : inexact.right.user_id;
    },
    accepted: replaced,
    control: (frame) => {
      if (frame.event === MEMBER_ADDED) added(frame);
      else if (frame.event === MEMBER_REMOVED) removed(frame);
    },
    expired: () => {
      if (present === undefined || stale) return undefined;
      stale = true;
      const shown = snapshot(present);
      return () => members.next(shown);
    },
  };
};
