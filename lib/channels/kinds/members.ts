import type { Members } from '../types.js';
import type { KnownRoster } from './roster.js';

/** A snapshot of who is there. */
export const membersOf = ({ present, self, stale }: KnownRoster): Members => ({
  get me() {
    return present.get(self.id) ?? self;
  },
  count: present.size,
  stale,
  get: (id) => present.get(id),
  has: (id) => present.has(id),
  [Symbol.iterator]: () => present.values(),
});
