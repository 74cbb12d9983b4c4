import type { ConnectionId } from '../sandbox/engine/effect.js';
import type { Engine } from '../sandbox/engine/index.js';
import type { MemoryNetwork } from '../sandbox/memory/index.js';
import { createAttendance } from './spans.js';
import type { Spans, SubscriptionLog } from './spans.js';

/** What clients hold of a server. Peers, whose connections have names, are no clients. */
export interface Observed {
  /** The engine to use in the place of the other. */
  readonly engine: Engine;
  readonly sockets: SubscriptionLog[];
  readonly subscriptions: (channel: string) => SubscriptionLog[];
  readonly follow: (network: Pick<MemoryNetwork, 'sockets$' | 'closes$'>) => void;
}

/** Keeps the spans of sockets and of subscriptions. */
export const observe = (engine: Engine, createSpans: () => Spans): Observed => {
  const sockets = createSpans();
  const channels = new Map<string, Spans>();
  const open = new Set<ConnectionId>();

  const spansOf = (channel: string): Spans => {
    const spans = channels.get(channel) ?? createSpans();
    channels.set(channel, spans);
    return spans;
  };
  const attendSockets = createAttendance(() => sockets.begin());
  const attendChannels = createAttendance((name) => spansOf(name.slice(name.indexOf(' ') + 1)).begin());

  const update = (): void => {
    attendSockets(new Set([...open].map(String)));
    const held = engine.snapshot().connections.filter(({ id }) => open.has(id));
    attendChannels(new Set(held.flatMap(({ id, channels: names }) => names.map((name) => `${id} ${name}`))));
  };

  return {
    engine: {
      ...engine,
      handle: (input) => {
        const effects = engine.handle(input);
        update();
        return effects;
      },
    },
    sockets: sockets.list,
    subscriptions: (channel) => spansOf(channel).list,
    follow: ({ sockets$, closes$ }) => {
      sockets$.subscribe(({ connection }) => {
        open.add(connection);
        update();
      });
      closes$.subscribe((connection) => {
        open.delete(connection);
        update();
      });
    },
  };
};
