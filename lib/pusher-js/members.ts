import type { Members as RxMembers } from '../index.js';

/** A member as handlers get it. */
export interface Member {
  /** Unique on the channel. */
  id: string;
  /** The `user_info` of the authorization. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the program's own
  info: any;
}

/** Who is on a presence channel at this moment. */
export class Members {
  /** The infos by id. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the program's own
  members: Record<string, any> = {};
  /** How many there are. */
  count = 0;
  /** The id this connection joined as; null while it has not. */
  myID: string | null = null;
  /** The member this connection joined as; null while it has not. */
  me: Member | null = null;

  /** The member of that id, or null. */
  get(id: string | number): Member | null {
    return Object.hasOwn(this.members, id) ? ({ id, info: this.members[id] as unknown } as Member) : null;
  }

  /** Calls back with each member. */
  each(callback: (member: Member) => void): void {
    for (const id of Object.keys(this.members)) callback(this.get(id) as Member);
  }
}

/** Nobody, as it is without a subscription; or the list there is. */
export const fill = (members: Members, list?: RxMembers): void => {
  // From entries, for an id may be `__proto__`.
  members.members = Object.fromEntries(Array.from(list ?? [], ({ id, info }) => [id, info]));
  const { count = 0, me = null } = list ?? {};
  Object.assign(members, { count, me, myID: me && me.id });
};

/** Notes a member; gives them if they were not there. */
export const add = (members: Members, id: string, info: unknown): Member | undefined => {
  const known = members.get(id) !== null;
  // Defined, for an id may be `__proto__`.
  Object.defineProperty(members.members, id, { value: info, writable: true, enumerable: true, configurable: true });
  if (!known) members.count += 1;
  const member = members.get(id) as Member;
  if (id === members.myID) members.me = member;
  return known ? undefined : member;
};

/** Strikes a member out; gives them if they were there. */
export const remove = (members: Members, id: string): Member | undefined => {
  const member = members.get(id);
  if (member === null) return undefined;
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the ids are theirs
  delete members.members[id];
  members.count -= 1;
  return member;
};
