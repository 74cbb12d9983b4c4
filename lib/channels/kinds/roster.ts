import { VersionedMap } from '../../rx/versioned-map.js';
import type { Member } from '../types.js';

export type Present = VersionedMap<string, Member>;

/** Who is on a presence channel, as one connection knows it. */
export interface Roster {
  /** Undefined until there was a list, or a change. */
  readonly present: Present | undefined;
  readonly self: Member;
  /** What a server calls me that takes long numbers for floating ones. */
  readonly rounded: string;
  /** Whether the subscription that it comes from is gone. */
  readonly stale: boolean;
}

/** One that is known: it can be shown. */
export interface KnownRoster extends Roster {
  readonly present: Present;
}

/** What news make of it. */
export interface Change {
  readonly roster: KnownRoster;
  readonly joined: readonly Member[];
  readonly left: readonly Member[];
}

export const NOBODY: Member = { id: '', info: undefined };
export const UNKNOWN: Roster = { present: undefined, self: NOBODY, rounded: '', stale: false };

const mapOf = (members: Iterable<readonly [string, Member]>): Present => VersionedMap.of<string, Member>(members);

/** Whoever is subscribed is there, also where the server leaves out whoever asks. */
const withMe = (roster: Roster, others: Present): KnownRoster => {
  const { self, rounded } = roster;
  const me = !others.has(self.id) && others.has(rounded) ? { ...self, id: rounded } : self;
  const isThere = me === NOBODY || others.has(me.id);
  return { ...roster, self: me, present: isThere ? others : others.set(me.id, me) };
};

const missing = (from: Present, other: Present) => [...other.values()].filter(({ id }) => !from.has(id));

/** A success came. Without a readable list changes go on from the last one there was, or begin one. */
export const listed = (roster: Roster, list: Iterable<readonly [string, Member]> | undefined): Change | undefined => {
  const before = roster.present;
  if (list === undefined && before !== undefined) return undefined;
  const after = withMe({ ...roster, stale: false }, mapOf(list ?? []));
  return {
    roster: after,
    joined: before === undefined ? [] : missing(before, after.present),
    left: before === undefined ? [] : missing(after.present, before),
  };
};

/** Some servers announce a member again: news of them, but nobody joined. */
export const added = (roster: Roster, member: Member): Change => {
  const { present } = roster;
  const known = present === undefined ? withMe(roster, mapOf([])) : { ...roster, present };
  const before = known.present;
  return {
    roster: { ...known, present: before.set(member.id, member) },
    joined: before.has(member.id) ? [] : [member],
    left: [],
  };
};

/** I am there as long as I am subscribed: some servers say otherwise when another connection of mine has gone. */
export const removed = (roster: Roster, id: string): Change | undefined => {
  const member = roster.present?.get(id);
  if (member === undefined || roster.present === undefined || id === roster.self.id) return undefined;
  return { roster: { ...roster, present: roster.present.delete(id) }, joined: [], left: [member] };
};
