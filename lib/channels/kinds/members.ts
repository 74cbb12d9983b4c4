import type { VersionedMap } from '../../rx/versioned-map.js';
import type { Member, Members } from '../types.js';

/** A snapshot over one version of the map. */
export const createMembers = (present: VersionedMap<string, Member>, self: Member, stale: boolean): Members => ({
  get me() {
    return present.get(self.id) ?? self;
  },
  count: present.size,
  stale,
  get: (id) => present.get(id),
  has: (id) => present.has(id),
  [Symbol.iterator]: () => present.values(),
});
