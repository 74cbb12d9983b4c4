import { CACHE_MISS, SUBSCRIPTION_SUCCEEDED } from '../../protocol/event.js';
import type { Channel, Tab, World } from './state.js';
import { post } from './state.js';

/** How long (ms) servers keep an event of a cache channel at most. */
const MOST_CACHED = 1_800_000;

const listOf = (members: ReadonlyMap<string, unknown>) => ({
  presence: {
    count: members.size,
    ids: [...members.keys()],
    // `fromEntries` defines its keys, so that a user called __proto__ is one like any other.
    hash: Object.fromEntries([...members].map(([id, info]) => [id, info ?? null])),
  },
});

const success = ({ name, members, success: text }: Channel): string =>
  members === undefined
    ? text
    : JSON.stringify({ event: SUBSCRIPTION_SUCCEEDED, channel: name, data: JSON.stringify(listOf(members)) });

/** What a tab hears of a channel that others hold already: all that the server would have said to it. */
export const greet = (world: World, tab: Tab, channel: Channel): void => {
  post(world, tab, success(channel));
  if (channel.kind.cache) {
    const { last, miss } = channel;
    const isKept = last !== undefined && world.host.now() - last.at < MOST_CACHED;
    if (isKept) post(world, tab, last.text);
    else if (last !== undefined || miss !== undefined)
      post(world, tab, miss ?? JSON.stringify({ event: CACHE_MISS, channel: channel.name }));
  }
  if (channel.count !== undefined) post(world, tab, channel.count);
};
