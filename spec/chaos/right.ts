import type { SubscriptionState } from '../../lib/index.js';
import type { Sandbox } from '../../lib/sandbox/index.js';
import type { Client } from './clients.js';
import type { Users } from './users.js';

/** What a client says of itself, at the moment. */
export interface Says {
  readonly status: string;
  readonly socketId: string | undefined;
  readonly channels: ReadonlyMap<string, SubscriptionState>;
}

const difference = (title: string, are: Iterable<string>, should: Iterable<string>): string[] => {
  const [have, want] = [new Set(are), new Set(should)];
  const few = (names: string[]) =>
    `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;
  const more = [...have].filter((name) => !want.has(name));
  const less = [...want].filter((name) => !have.has(name));
  return [
    ...(more.length > 0 ? [`${title}: ${few(more)} too many`] : []),
    ...(less.length > 0 ? [`${title}: ${few(less)} missing`] : []),
  ];
};

/** What is not as it has to be once faults are over: clients, server and those who listen agree. */
export const differences = (sandbox: Sandbox, users: Users, says: ReadonlyMap<Client, Says>): readonly string[] => {
  const { connections, channels } = sandbox.snapshot();
  const members = new Map(channels.map(({ name, members: list }) => [name, list.map(({ id }) => id)]));
  const wrong = connections.length === says.size ? [] : [`the server has ${connections.length} connections`];

  for (const [client, { status, socketId, channels: own }] of says) {
    const listeners = users.listeners(client);
    const wanted = new Set(listeners.map(({ channel }) => channel));
    const served = connections.find((connection) => connection.socketId === socketId)?.channels ?? [];
    const unfinished = [...own].filter(([, state]) => state.status !== 'subscribed').map(([name]) => name);
    wrong.push(
      ...(status === 'connected' ? [] : [`${client.name} is ${status}`]),
      ...difference(`${client.name} wants`, own.keys(), wanted),
      ...difference(`${client.name} is not subscribed`, unfinished, []),
      ...difference(`the server has of ${client.name}`, served, wanted),
      ...listeners.flatMap((listener) => {
        const list = listener.members();
        if (list === undefined) return [];
        const title = `${client.name} has as members of ${listener.channel}`;
        const stale = list.stale ? [`${title} a stale list`] : [];
        return [
          ...stale,
          ...difference(
            title,
            [...list].map(({ id }) => id),
            members.get(listener.channel) ?? [],
          ),
        ];
      }),
    );
  }
  return wrong;
};

/** Those who have not heard the number that was published last. */
export const unheard = (users: Users, clients: readonly Client[], n: number): readonly string[] =>
  clients.flatMap((client) =>
    users
      .listeners(client)
      .filter(({ last }) => last() !== undefined && last() !== n)
      .map(({ channel, last }) => `${client.name} on ${channel} heard ${last()} last, not ${n}`),
  );
