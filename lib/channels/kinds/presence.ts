import { isLeft } from 'fp-ts/Either';
import type { Decoder } from 'io-ts';
import type { Subscriber } from 'rxjs';
import type { PusherError } from '../../errors.js';
import { decodeData, parseData } from '../../protocol/codec.js';
import { DecodeError } from '../../protocol/errors.js';
import { MEMBER_ADDED, MEMBER_REMOVED } from '../../protocol/event.js';
import type { WireFrame } from '../../protocol/frame.js';
import { MemberAdded, MemberRemoved, PresenceList } from '../../protocol/payload.js';
import { Latest } from '../../rx/latest.js';
import { Listeners } from '../../rx/listeners.js';
import type { Member, Members } from '../types.js';
import type { Kind } from './kind.js';
import { membersOf } from './members.js';
import type { Change } from './roster.js';
import { added, listed, NOBODY, removed, UNKNOWN } from './roster.js';

/** The members of one presence channel, kept warm: the server sends the list once for each subscription. */
export interface Presence extends Kind {
  readonly members: Latest<Members | undefined>;
  readonly joined: Listeners<Subscriber<Member>>;
  readonly left: Listeners<Subscriber<Member>>;
}

const tellEach = (to: Listeners<Subscriber<Member>>, list: readonly Member[]) => {
  const listeners = to.capture();
  for (const member of list) for (const listener of listeners) listener.next(member);
};

/** `signedIn` gives the user of the connection, who is `me` where the authorization names none. */
export const createPresence = (
  channel: string,
  signedIn: () => Member | undefined,
  report: (error: PusherError) => void,
): Presence => {
  const members = new Latest<Members | undefined>(undefined);
  const joined = new Listeners<Subscriber<Member>>();
  const left = new Listeners<Subscriber<Member>>();
  let roster = UNKNOWN;

  const decode = <A>(codec: Decoder<unknown, A>, { event, data }: WireFrame): A | undefined => {
    const payload = decodeData(codec, data);
    if (!isLeft(payload)) return payload.right;
    report(new DecodeError(event, channel, payload.left));
    return undefined;
  };
  /** The list after a change, and what tells of it. */
  const changed = (change: Change) => {
    roster = change.roster;
    const snapshot = membersOf(change.roster);
    const tell = () => {
      members.next(snapshot);
      tellEach(joined, change.joined);
      tellEach(left, change.left);
    };
    return { members: snapshot, tell };
  };

  return {
    members,
    joined,
    left,
    authorized: ({ channel_data }) => {
      const data = decodeData(MemberAdded, channel_data);
      const inexact = MemberAdded.decode(parseData(channel_data));
      const self = isLeft(data) ? (signedIn() ?? NOBODY) : { id: data.right.user_id, info: data.right.user_info };
      roster = { ...roster, self, rounded: isLeft(inexact) ? '' : inexact.right.user_id };
    },
    accepted: (frame) => {
      const change = listed(roster, decode(PresenceList, frame)?.presence);
      return change && changed(change);
    },
    control: (frame) => {
      const who = frame.event === MEMBER_ADDED ? decode(MemberAdded, frame) : undefined;
      const gone = frame.event === MEMBER_REMOVED ? decode(MemberRemoved, frame) : undefined;
      const change = who
        ? added(roster, { id: who.user_id, info: who.user_info })
        : gone && removed(roster, gone.user_id);
      if (change !== undefined) changed(change).tell();
    },
    expired: () => {
      const { present, stale } = roster;
      if (present === undefined || stale) return undefined;
      return changed({ roster: { ...roster, present, stale: true }, joined: [], left: [] }).tell;
    },
  };
};
