import type { Channel } from 'pusher-js';
import type { Subscription } from 'rxjs';
import type { On, Step, Turn } from './steps.js';
import type { Stage } from './stage.js';

/** One thing that was seen: in which turn, by whom, what. */
export interface Line {
  readonly turn: number;
  readonly source: string;
  readonly text: string;
}

/** What a program has seen, and how its client was at rest after each turn. */
export interface Played {
  readonly lines: readonly Line[];
  readonly rests: readonly string[];
  /** From which turn on pusher-js is known to be wrong. */
  readonly spoilt: number;
}

interface Bound {
  bind(event: string, f: unknown, context?: unknown): unknown;
  unbind(event?: string, f?: unknown, context?: unknown): unknown;
  bind_global(f: unknown): unknown;
  unbind_global(f?: unknown): unknown;
  unbind_all(): unknown;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value ?? null, (key, inner: unknown) => (key === 'socket_id' || key === 'socketId' ? 'ID' : inner)),
  );

/** Sees what a handler gets, how many of it, and its `this`. */
const args = (given: readonly unknown[]) => `${given.length} ${JSON.stringify(plain(given))}`;

const codeOf = (error: unknown) => {
  const { data, error: inner } = error as { data?: { code?: unknown }; error?: { data?: { code?: unknown } } };
  return String(data?.code ?? inner?.data?.code);
};

/** Runs a program on one client. */
export const play = async (program: readonly Turn[], stage: Stage): Promise<Played> => {
  const { client, peer, sandbox, key } = stage;
  const lines: Line[] = [];
  const rests: string[] = [];
  let turn = -1;
  let spoilt = Infinity;
  const see = (source: string, text: string) => lines.push({ turn, source, text });
  const contexts = [{ context: 0 }, { context: 1 }] as const;
  const handlers = [0, 1, 2].map(
    (number) =>
      function (this: unknown, ...given: unknown[]) {
        const context = contexts.includes(this as never) ? JSON.stringify(this) : '';
        see(`handler ${number}`, `${context}${args(given)}`);
      },
  );
  const seen = new Map<Channel, string>();
  let made = 0;

  const watch = (channel: Channel) => {
    if (seen.has(channel)) return;
    const label = `${channel.name} #${(made += 1)}`;
    seen.set(channel, label);
    channel.bind_global((event: string, data: unknown) => see(label, `${event} ${JSON.stringify(plain(data))}`));
    for (const event of ['pusher:subscription_succeeded', 'pusher:member_added', 'pusher:member_removed', 'e'])
      channel.bind(event, (...given: unknown[]) => see(label, `bound ${event} ${args(given)}`));
  };
  /** The types of pusher-js say that there is always one. */
  const channelOf = (name: string) => client.channel(name) as Channel | undefined;
  const flags = (name: string) => {
    const channel = channelOf(name);
    return JSON.stringify([channel?.subscribed, channel?.subscriptionPending, channel?.subscriptionCancelled]);
  };
  const boundOf = (on: On): Bound | undefined =>
    on === 'pusher'
      ? client
      : on === 'connection'
        ? client.connection
        : on === 'user'
          ? client.user
          : client.channel(on);

  client.connection.bind('state_change', ({ previous, current }: Record<string, string>) =>
    see('connection', `${previous} > ${current}`),
  );
  client.connection.bind('error', (error: unknown) => see('connection', `error ${codeOf(error)}`));
  client.bind_global((event: string, data: unknown) => see('global', `${event} ${JSON.stringify(plain(data))}`));
  client.user.bind_global((event: string, data: unknown) => see('user', `${event} ${JSON.stringify(plain(data))}`));

  // Known to go wrong: a channel that was left before the server had answered, when the connection is lost (B2).
  const losing = () => {
    const zombie = client.allChannels().some((one) => one.subscriptionPending && one.subscriptionCancelled);
    if (zombie) spoilt = Math.min(spoilt, turn);
  };

  let joined: Subscription | undefined;
  const mine = () =>
    sandbox.snapshot().connections.find((one) => one.key === key && one.socketId === client.connection.socket_id);

  const run = (step: Step): void => {
    switch (step.do) {
      case 'subscribe':
        watch(client.subscribe(step.name));
        return void see('flags', `${step.name} ${flags(step.name)}`);
      case 'unsubscribe':
        client.unsubscribe(step.name);
        return void see('flags', `${step.name} ${flags(step.name)}`);
      case 'bind':
        return void boundOf(step.on)?.bind(step.event, handlers[step.handler], contexts[step.context ?? 2]);
      case 'unbind':
        if (step.event === undefined && step.handler === undefined && step.context === undefined) return;
        return void boundOf(step.on)?.unbind(step.event, handlers[step.handler ?? 3], contexts[step.context ?? 2]);
      case 'bind_global':
        return void boundOf(step.on)?.bind_global(handlers[step.handler ?? 0]);
      case 'unbind_global':
        if (step.handler === undefined) return;
        return void boundOf(step.on)?.unbind_global(handlers[step.handler]);
      case 'unbind_all':
        return step.on === 'user' || step.on === 'pusher' ? undefined : void boundOf(step.on)?.unbind_all();
      case 'trigger': {
        const channel = channelOf(step.name);
        if (!channel?.subscribed || step.name === 'a' || step.name === 'cache-d') return;
        try {
          return void see('trigger', String(channel.trigger('client-y', step.data)));
        } catch {
          return void see('trigger', 'threw');
        }
      }
      case 'react': {
        let once = true;
        return void channelOf(step.name)?.bind(step.event, () => {
          if (once) run(step.step);
          once = false;
        });
      }
      case 'refuse':
        return void stage.refused.add(step.name);
      case 'disconnect':
        losing();
        return client.disconnect();
      case 'connect':
        return client.connect();
      case 'signin':
        return client.signin();
      case 'subscribeAll':
        return client.subscribeAll();
      case 'publish': {
        // Of null on an encrypted channel pusher-js dies.
        const data = step.name === 'private-encrypted-e' ? (step.data ?? 0) : step.data;
        return sandbox.publish({ key, channel: step.name, event: step.event, data });
      }
      case 'notify':
        return sandbox.publish({ key, channel: '#server-to-user-me', event: 'note', data: step.data });
      case 'join':
        joined ??= peer.channel('presence-c').subscribe();
        return;
      case 'leave':
        joined?.unsubscribe();
        joined = undefined;
        return;
      case 'whisper':
        if (joined !== undefined) peer.channel('presence-c').trigger('client-x', { from: 'peer' }).subscribe();
        return;
      case 'drop': {
        losing();
        const connection = mine();
        if (connection !== undefined) sandbox.close(step.code, '', connection.id);
      }
    }
  };

  const rest = async () => {
    // At rest: nothing is under way, and nothing has been seen for a while.
    for (let quiet = 0, before = -1, waited = 0; quiet < 4 && waited < 300; waited += 1) {
      await pause(6);
      const busy =
        client.connection.state === 'connecting' || client.allChannels().some((one) => one.subscriptionPending);
      quiet = before === lines.length && !(busy && waited < 250) ? quiet + 1 : 0;
      before = lines.length;
    }
    const table = client.allChannels().map(({ name }) => `${name} ${flags(name)}`);
    const server = [...(mine()?.channels ?? [])].sort().join();
    const user = (client.user.user_data as { id?: string } | null)?.id;
    const list = channelOf('presence-c') as unknown as
      | undefined
      | {
          members?: { count: number; members: object; me: unknown };
        };
    const members = list?.members && JSON.stringify([list.members.count, list.members.members, list.members.me]);
    rests.push([client.connection.state, ...table.sort(), server, user, members].join(' | '));
  };

  await rest();
  for (const steps of program) {
    turn += 1;
    for (const step of steps) run(step);
    await rest();
  }
  const played = { lines: [...lines], rests, spoilt };
  joined?.unsubscribe();
  return played;
};
