interface Row<V> {
  readonly value: V | undefined;
  readonly from: number;
  readonly before: Row<V> | undefined;
}

/** One stay of a key: its rows, newest first. `before` is an earlier stay of the same key. */
interface Slot<K, V> {
  readonly key: K;
  row: Row<V> | undefined;
  readonly before: Slot<K, V> | undefined;
}

interface Log<K, V> {
  readonly slots: Slot<K, V>[];
  readonly index: Map<K, Slot<K, V>>;
  version: number;
}

const GONE = undefined;

/**
 * A `ReadonlyMap` whose changes give a new map and leave the old one as it was, at about the cost of changing a `Map`:
 * all versions share one log and each reads it as of its own number. Once more than half of the log is history, the next
 * change starts a new one. In order of insertion. `undefined` is no value here.
 */
export class VersionedMap<K, V> implements ReadonlyMap<K, V> {
  private constructor(
    private readonly log: Log<K, V>,
    private readonly version: number,
    readonly size: number,
  ) {}

  static of<K, V>(entries: Iterable<readonly [K, V]>): VersionedMap<K, V> {
    const log: Log<K, V> = { slots: [], index: new Map(), version: 0 };
    for (const [key, value] of entries) {
      const slot: Slot<K, V> = log.index.get(key) ?? { key, row: undefined, before: undefined };
      if (slot.row === undefined) log.slots.push(slot);
      slot.row = { value, from: 0, before: undefined };
      log.index.set(key, slot);
    }
    return new VersionedMap(log, 0, log.slots.length);
  }

  set(key: K, value: V): VersionedMap<K, V> {
    const { log, version } = this.fresh();
    const known = this.has(key);
    const slot = log.index.get(key);
    const row = { value, from: version, before: undefined };
    if (known && slot !== undefined) {
      slot.row = { ...row, before: slot.row };
    } else {
      const stay: Slot<K, V> = { key, row, before: slot };
      log.slots.push(stay);
      log.index.set(key, stay);
    }
    return new VersionedMap(log, version, known ? this.size : this.size + 1);
  }

  delete(key: K): VersionedMap<K, V> {
    if (!this.has(key)) return this;
    const { log, version } = this.fresh();
    const slot = log.index.get(key);
    if (slot !== undefined) slot.row = { value: GONE, from: version, before: slot.row };
    return new VersionedMap(log, version, this.size - 1);
  }

  get(key: K): V | undefined {
    for (let slot = this.log.index.get(key); slot !== undefined; slot = slot.before) {
      const value = this.read(slot);
      if (value !== GONE) return value;
    }
    return undefined;
  }

  has(key: K): boolean {
    return this.get(key) !== GONE;
  }

  *[Symbol.iterator](): MapIterator<[K, V]> {
    for (const slot of this.log.slots) {
      const value = this.read(slot);
      if (value !== GONE) yield [slot.key, value];
    }
    return undefined;
  }

  entries(): MapIterator<[K, V]> {
    return this[Symbol.iterator]();
  }

  *keys(): MapIterator<K> {
    for (const [key] of this) yield key;
    return undefined;
  }

  *values(): MapIterator<V> {
    for (const [, value] of this) yield value;
    return undefined;
  }

  forEach(callback: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this) callback(value, key, this);
  }

  private read(slot: Slot<K, V>): V | undefined {
    let row = slot.row;
    while (row !== undefined && row.from > this.version) row = row.before;
    return row?.value;
  }

  /** The log to write the next version to: this one, unless another version has, or it is mostly history. */
  private fresh(): { readonly log: Log<K, V>; readonly version: number } {
    const own = this.log.version === this.version && this.version < this.size + 32;
    const log = own ? this.log : VersionedMap.of(this).log;
    log.version += 1;
    return { log, version: log.version };
  }
}
