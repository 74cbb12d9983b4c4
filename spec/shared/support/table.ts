import { createBroker } from '../../../lib/shared/broker/index.js';
import type { Happening } from '../../../lib/shared/broker/input.js';
import type { Output } from '../../../lib/shared/broker/output.js';
import type { ToBroker } from '../../../lib/shared/message.js';

// Tables of the broker. A line is what happens, `=>`, and what follows from it. `A`, `B` are tabs; `A <- event channel data` is
// said to one, `> event channel` is written on the real connection. Names of the protocol are without their prefix.

const json = JSON.stringify;
const URL = 'ws://h/app/K?protocol=7';

const NAMES: Readonly<Record<string, string>> = {
  established: 'pusher:connection_established',
  success: 'pusher_internal:subscription_succeeded',
  count: 'pusher_internal:subscription_count',
  added: 'pusher_internal:member_added',
  removed: 'pusher_internal:member_removed',
  watchlist: 'pusher_internal:watchlist_events',
  miss: 'pusher:cache_miss',
  refusal: 'pusher:subscription_error',
  error: 'pusher:error',
  pong: 'pusher:pong',
  ping: 'pusher:ping',
  signedin: 'pusher:signin_success',
  subscribe: 'pusher:subscribe',
  unsubscribe: 'pusher:unsubscribe',
  signin: 'pusher:signin',
};
const SHORT = new Map(Object.entries(NAMES).map(([short, name]) => [name, short]));

const list = (ids: readonly string[]) =>
  json({ presence: { count: ids.length, ids, hash: Object.fromEntries(ids.map((id) => [id, null])) } });

/** What a frame of the server carries, from the rest of the words. */
const dataOf = (event: string, channel: string | undefined, words: readonly string[]): unknown => {
  const [first, ...others] = words;
  if (event === 'established') return json({ socket_id: '1.1', activity_timeout: 60 });
  if (event === 'success') return channel?.startsWith('presence-') ? list(words) : '{}';
  if (event === 'added' || event === 'removed') return json({ user_id: first });
  if (event === 'count') return json({ subscription_count: Number(first) });
  if (event === 'watchlist') return json({ events: [{ name: first, user_ids: others }] });
  if (event === 'error') return { code: Number(first) || null, message: others.join(' ') };
  if (event === 'signedin') return json({ user_data: json({ id: first }) });
  return words.length > 0 ? json(words.join(' ')) : undefined;
};
const isOfConnection = (event: string) =>
  ['established', 'watchlist', 'error', 'signedin', 'ping', 'pong'].includes(event);

const serverSays = ([event = '', ...words]: readonly string[]): Happening => {
  if (event === 'opens') return { type: 'opened' };
  if (event === 'closes') return { type: 'closed', code: Number(words[0]), reason: '' };
  if (event === 'text') return { type: 'heard', text: words.join(' ') };
  const channel = isOfConnection(event) ? undefined : words.shift();
  return { type: 'heard', text: json({ event: NAMES[event] ?? event, channel, data: dataOf(event, channel, words) }) };
};

const CONTROLS = ['open', 'close', 'alive', 'probe', 'ask', 'unask'];

const tabSays = ([verb = '', channel, auth, id]: readonly string[]): ToBroker => {
  if (verb === 'open') return { type: 'open', url: channel ?? URL, claimed: auth?.split(',') ?? [] };
  if (verb === 'signed') return { type: 'signed', channel, authorization: { auth } };
  if (verb === 'denied')
    return { type: 'signed', channel, refusal: { tag: 'AuthorizationDenied', reason: 'no', status: 403 } };
  if (verb === 'claim') return { type: 'claim', key: channel ?? '', id: Number(auth) };
  if (verb === 'raw') return channel ?? '';
  if (CONTROLS.includes(verb)) return { type: verb, channel } as ToBroker;
  if (verb === 'signin') return json({ event: NAMES[verb], data: { auth, user_data: json({ id: channel }) } });
  if (verb.startsWith('client-')) return json({ event: verb, channel, data: { n: Number(auth) } });
  return json({
    event: NAMES[verb] ?? verb,
    data: { channel, auth, channel_data: id === undefined ? undefined : json({ user_id: id }) },
  });
};

/** What follows from data, in words. */
const wordsOf = (data: unknown): string => {
  const value = typeof data === 'string' ? (JSON.parse(data) as unknown) : data;
  if (typeof value === 'string') return value;
  const { presence, channel, auth, code, message, error, events, user_data, n, user_id, subscription_count } = Object(
    value,
  ) as {
    readonly presence?: { readonly ids: readonly string[] };
    readonly events?: readonly { readonly name: string; readonly user_ids: readonly string[] }[];
    readonly user_data?: string;
    readonly [word: string]: unknown;
  };
  if (presence !== undefined) return presence.ids.join(' ');
  if (events !== undefined) return events.map(({ name, user_ids }) => [name, ...user_ids].join(' ')).join(' ');
  if (user_data !== undefined) return (JSON.parse(user_data) as { id: string }).id;
  if (message !== undefined) return `${code as string} ${message as string}`;
  return (error !== undefined ? [error] : [channel, auth, n, user_id, subscription_count])
    .filter((word) => word !== undefined)
    .map(String)
    .join(' ');
};

const frameText = (text: string): string => {
  if (!text.startsWith('{')) return text;
  const { event, channel, data, user_id } = JSON.parse(text) as Record<string, string>;
  const words = event === NAMES['established'] ? '' : wordsOf(data);
  return [SHORT.get(event ?? '') ?? event, channel, words, user_id === undefined ? '' : `by ${user_id}`]
    .filter(Boolean)
    .join(' ');
};

const shown = (output: Output): string | undefined => {
  switch (output.type) {
    case 'wake':
      return undefined;
    case 'write':
      return `> ${frameText(output.text)}`;
    case 'connect':
    case 'disconnect':
      return output.type;
    case 'drop':
      return `drop ${output.port}`;
    case 'post': {
      const { message, port } = output;
      if (typeof message === 'string') return `${port} <- ${frameText(message)}`;
      const { type, ...rest } = message as { type: string } & Record<string, unknown>;
      const words = Object.values(rest)
        .filter((value) => value !== undefined)
        .map((value) =>
          typeof value === 'object' ? Object.values(value as object).join('/') : String(value as number),
        );
      return [port, '<-', type, ...words].filter((word) => word !== '').join(' ');
    }
  }
};

/** Plays the left sides, and gives the table back with what really follows on the right. */
export const play = (table: string, options?: Parameters<typeof createBroker>[0]): readonly [string, string] => {
  const broker = createBroker(options);
  let now = 0;
  let wake = Infinity;
  const handle = (happening: Happening): readonly string[] =>
    broker.handle({ ...happening, at: now }).flatMap((output) => {
      if (output.type === 'wake') wake = output.at;
      return shown(output) ?? [];
    });
  const pass = (ms: number): readonly string[] => {
    const end = now + ms;
    const all: string[] = [];
    while (wake <= end) {
      now = wake;
      wake = Infinity;
      all.push(...handle({ type: 'tick' }));
    }
    now = end;
    return all;
  };
  const act = (line: string): readonly string[] => {
    const [who = '', ...words] = line.split(' ');
    if (who === 'wait') return pass(Number(words[0]));
    if (who === 'stop') return handle({ type: 'stop' });
    if (who === 'server') return handle(serverSays(words));
    if (words[0] === 'gone') return handle({ type: 'gone', port: who });
    return handle({ type: 'said', port: who, message: tabSays(words) });
  };
  const lines = table
    .trim()
    .split('\n')
    .map((line) => line.split('=>').map((side) => side.trim()));
  const text = (rows: readonly (readonly [string, string])[]) =>
    rows.map(([left, right]) => `${left} => ${right}`).join('\n');
  return [
    text(lines.map(([left = '']) => [left, act(left).join('; ')])),
    text(lines.map(([left = '', right = '']) => [left, right])),
  ];
};

/** Two tabs, A and B, of one connection. */
export const TWO = `
A open               => A <- leads; connect
B open               =>
server opens         => A <- opened; B <- opened
server established   => A <- established; B <- established
`;
