import * as t from 'io-ts';
import { codec, idOf, isObject, isRecord } from './shape.js';

/** Somebody in a list. */
export interface Listed {
  readonly id: string;
  /** null or undefined where the server says nothing of them. */
  readonly info: unknown;
}

/** Who is in a list, by their ids, in the server's order as far as it tells one. */
export type PresenceMap = ReadonlyMap<string, Listed>;

/**
 * Everybody who can be read. `ids` has the order, `hash` the infos; either may be missing, and PHP writes each as a list or
 * as an object, as the keys fall. undefined where there is neither.
 */
const listed = (presence: unknown): PresenceMap | undefined => {
  if (!isObject(presence)) return undefined;
  const { ids, hash } = presence;
  if (!isObject(ids) && !isObject(hash)) return undefined;
  const infos = isRecord(hash) ? hash : Object.fromEntries(Object.entries(isObject(hash) ? hash : {}));
  const people = new Map<string, Listed>();
  const add = (given: unknown) => {
    const id = idOf(given);
    if (id === undefined || people.has(id)) return;
    people.set(id, { id, info: Object.hasOwn(infos, id) ? infos[id] : undefined });
  };
  if (isObject(ids)) for (const id of Object.values(ids)) add(id);
  // Whom `ids` leaves out. The places in a list are ids only where nothing else is.
  if (people.size === 0 || !Array.isArray(hash)) for (const id of Object.keys(infos)) add(id);
  return people;
};

/** A codec of its own, for it takes whatever somebody can be read from. */
export const Presence = codec<PresenceMap>(
  'list of members',
  (value): value is PresenceMap => value instanceof Map,
  (value, context) => {
    const people = listed(value);
    return people === undefined ? t.failure(value, context) : t.success(people);
  },
);
