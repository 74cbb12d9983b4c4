import { connected, ours, theirs } from './clients.js';
import type { Bench, Options } from './harness.js';
import { cycling, figure, inProcess, inTurns, ratio, turns } from './harness.js';

const NAME = 'presence-instruments';
const ME = { user_id: 'me', user_info: { name: 'Me' } };

type Times = Readonly<Record<'ours' | 'theirs', number>>;

const info = (id: number) => ({ name: `User ${id}`, role: 'reader' });

/** Us and the others, as a server lists them. */
const listOf = (others: number): string => {
  const ids = Array.from({ length: others }, (_, id) => `user-${id}`);
  const hash = Object.fromEntries(ids.map((id, i) => [id, info(i)]));
  const presence = { count: others + 1, ids: [ME.user_id, ...ids], hash: { [ME.user_id]: ME.user_info, ...hash } };
  return JSON.stringify({ presence });
};

/** One comes, and the other who has been there longest leaves: the number of members stays. */
const changes = (others: number): readonly string[] =>
  Array.from({ length: 2 * others }, (_, i) => {
    const come = (others + i) % (2 * others);
    const change = (event: string, data: object) =>
      JSON.stringify({ event: `pusher_internal:${event}`, channel: NAME, data: JSON.stringify(data) });
    return [
      change('member_added', { user_id: `user-${come}`, user_info: info(come) }),
      change('member_removed', { user_id: `user-${i}` }),
    ];
  }).flat();

/** ns for one change of so many members, with somebody who looks at the number of members after each. */
export const measure = async (members: number, options: Options): Promise<Times> => {
  const texts = changes(members - 1);
  const accepted = listOf(members - 1);
  const signature = { auth: 'key:signature', channel_data: JSON.stringify(ME) };
  let seen = 0;

  const us = ours({ accepted }, { channelAuthorization: () => [signature] });
  const first = new Promise<void>((resolve) => {
    us.pusher.channel(NAME).members$.subscribe(({ count }) => {
      seen = count;
      resolve();
    });
  });
  await first;

  const them = theirs(
    { accepted },
    { channelAuthorization: { transport: 'ajax', endpoint: '', customHandler: (_, done) => done(null, signature) } },
  );
  await connected(them.pusher);
  const theirChannel = them.pusher.subscribe(NAME) as ReturnType<typeof them.pusher.subscribe> & {
    members: { count: number };
  };
  await new Promise((resolve) => theirChannel.bind('pusher:subscription_succeeded', resolve));
  let theirSeen = 0;
  const look = () => {
    theirSeen = theirChannel.members.count;
  };
  theirChannel.bind('pusher:member_added', look);
  theirChannel.bind('pusher:member_removed', look);

  const [ourSocket, theirSocket] = [us.socket(), them.socket()];
  const times = await inTurns(
    {
      ours: cycling(texts, (text) => ourSocket.receive(text)),
      theirs: cycling(texts, (text) => theirSocket.receive(text)),
    },
    turns(options, 40_000),
  );
  if (seen !== members || theirSeen !== members) throw new Error(`${seen} and ${theirSeen} members, not ${members}`);
  return times;
};

export const bench: Bench = async (options) => {
  const at = (members: number) => inProcess<Times>('presence', members, options);
  const [hundred, thousand, many] = [await at(100), await at(1_000), await at(10_000)];
  return [
    ratio('cost of a change, 10,000 members to 100', many.ours / hundred.ours, { atMost: 2 }),
    ratio('the same of pusher-js', many.theirs / hundred.theirs),
    ratio('× pusher-js, 10,000 members', many.theirs / many.ours),
    ...(
      [
        ['100', hundred],
        ['1,000', thousand],
        ['10,000', many],
      ] as const
    ).flatMap(([members, times]) => [
      figure(`ours, ${members} members`, times.ours, 'ns'),
      figure(`pusher-js, ${members} members`, times.theirs, 'ns'),
    ]),
  ];
};
