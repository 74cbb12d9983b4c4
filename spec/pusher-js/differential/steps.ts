import fc from 'fast-check';

export const CHANNELS = ['a', 'private-b', 'presence-c', 'cache-d', 'private-encrypted-e'] as const;
export type Name = (typeof CHANNELS)[number];
const EVENTS = ['e', 'f', 'client-x', 'pusher:subscription_succeeded', 'pusher:member_added'] as const;
const STATES = ['state_change', 'connected', 'connecting', 'disconnected', 'message'] as const;

/** Which of a handler's three marks are given to `unbind`. */
export interface Binding {
  readonly event?: string | undefined;
  readonly handler?: number | undefined;
  readonly context?: number | undefined;
}

/** What a program does to its client, or what happens to it. */
export type Step =
  | { readonly do: 'subscribe' | 'unsubscribe'; readonly name: Name }
  | {
      readonly do: 'bind';
      readonly on: On;
      readonly event: string;
      readonly handler: number;
      readonly context?: number | undefined;
    }
  | ({ readonly do: 'unbind'; readonly on: On } & Binding)
  | { readonly do: 'bind_global' | 'unbind_global'; readonly on: On; readonly handler?: number | undefined }
  | { readonly do: 'unbind_all'; readonly on: Exclude<On, 'connection'> }
  | { readonly do: 'trigger'; readonly name: Name; readonly data: unknown }
  | { readonly do: 'react'; readonly name: Name; readonly event: string; readonly step: Step }
  | { readonly do: 'refuse'; readonly name: Name }
  | { readonly do: 'connect' | 'disconnect' | 'signin' | 'subscribeAll' }
  | Happening;

/** What happens outside of the client. */
export type Happening =
  | { readonly do: 'publish'; readonly name: Name; readonly event: string; readonly data: unknown }
  | { readonly do: 'notify'; readonly data: unknown }
  | { readonly do: 'join' | 'leave' | 'whisper' }
  | { readonly do: 'drop'; readonly code: number };

/** Where handlers are: a channel by its name, or the client, its connection, its user. */
export type On = Name | 'pusher' | 'connection' | 'user';

const name = fc.constantFrom(...CHANNELS);
/** Not those of a cache channel, whose last event the server repeats: pusher-js tells it each time, the entry once. */
const bound = fc.constantFrom(...CHANNELS.filter((channel) => channel !== 'cache-d'));
const on: fc.Arbitrary<On> = fc.oneof(
  { weight: 3, arbitrary: bound },
  fc.constantFrom('pusher' as const, 'user' as const),
);
const data = fc.constantFrom<unknown>({ x: 1 }, 0, 7, '', 'text', null, false, [], '12');
const event = fc.constantFrom('e', 'f');
const handler = fc.integer({ min: 0, max: 2 });
const context = fc.option(fc.integer({ min: 0, max: 1 }), { nil: undefined });
const record = <S extends Step['do']>(
  step: S,
  fields: Record<string, fc.Arbitrary<unknown>> = {},
): fc.Arbitrary<Step> => fc.record({ do: fc.constant(step), ...fields }) as unknown as fc.Arbitrary<Step>;

const acts = fc.oneof(
  { weight: 8, arbitrary: record('subscribe', { name }) },
  { weight: 5, arbitrary: record('unsubscribe', { name }) },
  { weight: 1, arbitrary: record('trigger', { name, data }) },
  { weight: 1, arbitrary: record('disconnect') },
  { weight: 2, arbitrary: record('connect') },
  { weight: 1, arbitrary: record('signin') },
  { weight: 1, arbitrary: record('subscribeAll') },
  { weight: 1, arbitrary: record('refuse', { name: fc.constantFrom('private-b', 'presence-c') }) },
);
const binds = fc.oneof(
  { weight: 6, arbitrary: record('bind', { on, event: fc.constantFrom(...EVENTS), handler, context }) },
  record('bind', { on: fc.constant('connection'), event: fc.constantFrom(...STATES), handler, context }),
  {
    weight: 3,
    arbitrary: record('unbind', {
      on,
      event: fc.option(fc.constantFrom(...EVENTS), { nil: undefined }),
      handler: fc.option(handler, { nil: undefined }),
      context,
    }),
  },
  { weight: 2, arbitrary: record('bind_global', { on, handler }) },
  record('unbind_global', { on, handler: fc.option(handler, { nil: undefined }) }),
  record('unbind_all', { on }),
  { weight: 2, arbitrary: record('react', { name: bound, event: fc.constantFrom(...EVENTS), step: acts }) },
);
/** The last step of a turn: what happens outside must find the server at rest. */
const happens = fc.oneof(
  { weight: 6, arbitrary: record('publish', { name, event, data }) },
  { weight: 2, arbitrary: record('notify', { data }) },
  { weight: 2, arbitrary: record('join') },
  { weight: 2, arbitrary: record('leave') },
  { weight: 2, arbitrary: record('whisper') },
  { weight: 2, arbitrary: record('drop', { code: fc.constantFrom(4200, 4201) }) },
);

/** What is done without a pause. */
export type Turn = readonly Step[];

const turn: fc.Arbitrary<Turn> = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.oneof(acts, binds), { minLength: 1, maxLength: 5 }) },
  { weight: 2, arbitrary: happens.map((step) => [step]) },
);

/** A program: the client rests between its turns. */
export const program: fc.Arbitrary<readonly Turn[]> = fc.array(turn, { minLength: 1, maxLength: 14 });

export const shown = (turns: readonly Turn[]): string =>
  turns.map((steps) => steps.map((step) => JSON.stringify(step)).join(' ')).join('\n');
