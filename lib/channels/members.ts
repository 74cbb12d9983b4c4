import type { VersionedMap } from '../rx/versioned-map.js';
import type { Member, Members } from './types.js';

/** A snapshot of those who are there. */
export const createMembers = (members: VersionedMap<string, Member>, self: Member, stale: boolean): Members => ({
  get me() {
    return members.get(self.id) ?? self;
  },
  count: members.size,
  stale,
  get: (id) => members.get(id),
  has: (id) => members.has(id),
  [Symbol.iterator]: () => members.values(),
});
