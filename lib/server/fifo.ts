/** A line: first in, first out. Both ends cost the same at any length, unlike `Array.shift`. */
export interface Fifo<T> {
  readonly length: number;
  push(item: T): void;
  shift(): T | undefined;
}

export const fifo = <T>(): Fifo<T> => {
  let incoming: T[] = [];
  let outgoing: T[] = []; // reversed
  return {
    get length() {
      return incoming.length + outgoing.length;
    },
    push: (item) => void incoming.push(item),
    shift: () => {
      if (outgoing.length === 0) [incoming, outgoing] = [outgoing, incoming.reverse()];
      return outgoing.pop();
    },
  };
};
