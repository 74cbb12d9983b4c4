import type { Ledger } from './ledger.js';
import type { Member, Members } from './types.js';

/** A snapshot over one version of the ledger. */
export const createMembers = (ledger: Ledger<string, Member>, self: Member, stale: boolean): Members => ({
  get me() {
    return ledger.get(self.id) ?? self;
  },
  count: ledger.size,
  stale,
  get: (id) => ledger.get(id),
  has: (id) => ledger.has(id),
  [Symbol.iterator]: () => ledger.values(),
});
