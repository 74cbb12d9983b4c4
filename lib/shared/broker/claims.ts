import type { Tab, World } from './state.js';
import { post } from './state.js';

// Work that is to be done in one tab only: the first to claim its key has it. Who hosts the broker may go, and with it what
// the broker knew; so every tab remembers what it has seen claimed, and tells the next one.

const MOST = 10_000;
const LONGEST = 1_000;

const take = ({ claimed }: World, key: string): void => {
  claimed.add(key);
  const [oldest] = claimed;
  if (claimed.size > MOST && oldest !== undefined) claimed.delete(oldest);
};

/** What a tab that has come knows to be claimed. */
export const readClaimed = (world: World, keys: readonly unknown[] | undefined): void => {
  for (const key of keys?.slice(-MOST) ?? []) if (typeof key === 'string' && key.length <= LONGEST) take(world, key);
};

const decide = (world: World, tab: Tab, key: string, id: number): void => {
  const granted = key.length <= LONGEST && !world.claimed.has(key);
  if (granted) take(world, key);
  post(world, tab, { type: 'claimed', id, granted });
};

/** Decided at once, or where the broker has taken over when tabs have had the time to come back and tell. */
export const claim = (world: World, tab: Tab, key: string, id: number): void => {
  const { host, claims } = world;
  if (host.now() >= world.claimsFrom) return decide(world, tab, key, id);
  claims.push({ tab, key, id });
  if (claims.length > 1) return;
  host.at(world.claimsFrom, () => {
    for (const waiting of claims.splice(0)) decide(world, waiting.tab, waiting.key, waiting.id);
  });
};

/** A tab that is gone claims nothing. */
export const unclaim = ({ claims }: World, tab: Tab): void => {
  for (let i = claims.length - 1; i >= 0; i -= 1) if (claims[i]?.tab === tab) claims.splice(i, 1);
};
