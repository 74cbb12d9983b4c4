// The traffic of the benches: small objects, encoded twice as on the wire, on channels in scattered order.

/** What the benches' listeners hear. */
export interface Tick {
  readonly id: number;
  readonly price: number;
  readonly symbol: string;
}

// Longer than 10 characters: V8's JSON.parse gives shorter strings as ones it knows already, which flatters small apps.
export const channelNames = (count: number, prefix = ''): readonly string[] =>
  JSON.parse(JSON.stringify(Array.from({ length: count }, (_, i) => `${prefix}instrument-${i}`))) as string[];

export const tick = (id: number): Tick => ({ id, price: 100 + (id % 977) / 10, symbol: 'EUR/USD' });

/** Frames of one event, on all the channels in scattered order. */
export const eventTexts = (
  names: readonly string[],
  event: string,
  dataOf: (id: number) => unknown = tick,
  count = 20_000,
): readonly string[] =>
  Array.from({ length: count }, (_, id) => {
    const channel = names[(id * 7_919) % names.length] ?? '';
    return JSON.stringify({ event, channel, data: JSON.stringify(dataOf(id)) });
  });
