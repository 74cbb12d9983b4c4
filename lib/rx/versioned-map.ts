/** The value of a key from one version on; undefined if it is deleted. */
interface Row<V> {
  readonly from: number;
  readonly value: V | undefined;
  /** Its place in the order of insertion: a new one each time the key comes back. */
  readonly place: number;
}

/** All values of one key. */
interface History<K, V> {
  readonly key: K;
  /** The newest. Most keys have only this one, and no list. */
  row: Row<V>;
  /** Those before it, oldest first. */
  older: Row<V>[] | undefined;
}

interface Log<K, V> {
  /** By place. A key that has come back is in it once for each time. */
  readonly places: History<K, V>[];
  readonly index: Map<K, History<K, V>>;
  version: number;
}

const GONE = undefined;

/** The row of a key at a version. Mostly that is the newest; for an older version it is found by a binary search. */
const rowAt = <K, V>({ row, older }: History<K, V>, version: number): Row<V> | undefined => {
  if (row.from <= version) return row;
  const rows = older ?? [];
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as Row<V>).from <= version) low = middle + 1;
    else high = middle;
  }
  return rows[low - 1];
};

const write = <K, V>({ places, index }: Log<K, V>, from: number, key: K, value: V | undefined): void => {
  const known = index.get(key);
  const place = known === undefined || known.row.value === GONE ? places.length : known.row.place;
  const row: Row<V> = { from, value, place };
  const history: History<K, V> = known ?? { key, row, older: undefined };
  if (known === undefined) index.set(key, history);
  else {
    if (known.older === undefined) known.older = [known.row];
    else known.older.push(known.row);
    known.row = row;
  }
  if (place === places.length) places.push(history);
};

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
    const log: Log<K, V> = { places: [], index: new Map(), version: 0 };
    for (const [key, value] of entries) write(log, 0, key, value);
    return new VersionedMap(log, 0, log.index.size);
  }

  set(key: K, value: V): VersionedMap<K, V> {
    return this.changed(key, value, this.has(key) ? this.size : this.size + 1);
  }

  delete(key: K): VersionedMap<K, V> {
    return this.has(key) ? this.changed(key, GONE, this.size - 1) : this;
  }

  get(key: K): V | undefined {
    const history = this.log.index.get(key);
    return history && rowAt(history, this.version)?.value;
  }

  has(key: K): boolean {
    return this.get(key) !== GONE;
  }

  *[Symbol.iterator](): MapIterator<[K, V]> {
    let place = 0;
    for (const history of this.log.places) {
      const row = rowAt(history, this.version);
      if (row?.place === place && row.value !== GONE) yield [history.key, row.value];
      place += 1;
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

  /** Writes to the log of this version; to a copy if the log has a newer version already, or is mostly history. */
  private changed(key: K, value: V | undefined, size: number): VersionedMap<K, V> {
    const own = this.log.version === this.version && this.version < this.size + 32;
    const log = own ? this.log : VersionedMap.of(this).log;
    log.version += 1;
    write(log, log.version, key, value);
    return new VersionedMap(log, log.version, size);
  }
}
