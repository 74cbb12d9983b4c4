import { timer } from 'rxjs';
import type { Subscription } from 'rxjs';
import type { Client } from './clients.js';
import type { Hearing, Listener } from './listener.js';
import { comes, comesAsUser, triggers } from './listener.js';
import type { Random } from './random.js';

/** Those who subscribe to streams of the clients, and leave, at random. */
export interface Users {
  /** One of them does something. */
  act(): void;
  /** Nobody comes or goes any more; whoever disconnected connects again. */
  rest(): void;
  listeners(client: Client): readonly Listener[];
  leaveAll(client: Client): void;
}

export const createUsers = (
  clients: readonly Client[],
  channels: readonly string[],
  random: Random,
  hearing: Hearing,
): Users => {
  const present = new Map(clients.map((client) => [client, [] as Listener[]]));
  const returning = new Map<Client, Subscription>();
  const left = new Map<Client, string>();
  const size = Math.ceil(channels.length * 0.7);
  let notes = 0;

  /** To any channel, or again to the one that somebody has just left. */
  const join = (client: Client): void => {
    const again = random.chance(0.3) ? left.get(client) : undefined;
    const one = random.chance(0.02)
      ? comesAsUser(client, random, hearing)
      : comes(client, again ?? random.pick(channels), random, hearing);
    present.get(client)!.push(one);
  };
  const quit = (client: Client): void => {
    const list = present.get(client)!;
    if (list.length === 0) return;
    const one = list.splice(random.between(0, list.length - 1), 1)[0]!;
    if (channels.includes(one.channel)) left.set(client, one.channel);
    one.leave();
  };
  const leaveAll = (client: Client): void => {
    for (const listener of present.get(client)!.splice(0)) listener.leave();
  };
  const fill = (client: Client): void => {
    while (present.get(client)!.length < size) join(client);
  };
  const back = (client: Client): void => {
    returning.get(client)?.unsubscribe();
    returning.delete(client);
    client.pusher.connect().unsubscribe();
  };

  const acts: readonly (readonly [probability: number, act: (client: Client) => void])[] = [
    [0.42, (client) => (present.get(client)!.length < 1.3 * size ? join(client) : quit(client))],
    [0.8, (client) => (present.get(client)!.length > 0.7 * size ? quit(client) : join(client))],
    [
      0.985,
      (client) => {
        const channel = random.pick(channels);
        // Now and then more than may go in a second.
        for (let burst = random.chance(0.05) ? 12 : 1; burst > 0; burst -= 1) {
          notes += 1;
          triggers(client, channel, notes, hearing);
        }
      },
    ],
    [
      0.995,
      (client) => {
        client.pusher.disconnect().subscribe();
        returning.get(client)?.unsubscribe();
        returning.set(
          client,
          timer(random.between(0, 500)).subscribe(() => back(client)),
        );
      },
    ],
    [1, leaveAll],
  ];

  clients.forEach(fill);
  return {
    act: () => {
      const client = random.pick(clients);
      const dice = random();
      acts.find(([probability]) => dice < probability)?.[1](client);
    },
    rest: () => {
      for (const client of clients) {
        back(client);
        fill(client);
      }
    },
    listeners: (client) => present.get(client)!,
    leaveAll,
  };
};
