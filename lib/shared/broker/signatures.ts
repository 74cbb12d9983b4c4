import type { Refusal } from '../message.js';
import type { Flight, Tab, World } from './state.js';
import { post } from './state.js';

// One tab asks its endpoint for a signature, and all that want the same have it from there: it is of the shared connection.
// The user's has the name ''.

const channelOf = (name: string): string | undefined => (name === '' ? undefined : name);

const begin = (world: World, tab: Tab, name: string): void => {
  world.flights.set(name, { asker: tab, waiting: new Set(), served: new Set(), answer: undefined });
  post(world, tab, { type: 'sign', channel: channelOf(name) });
};

/** A tab wants a signature. One that had it and wants it again finds it is not right any more: it is asked for anew. */
export const ask = (world: World, tab: Tab, name: string): void => {
  const flight = world.flights.get(name);
  if (flight === undefined || (flight.answer !== undefined && flight.served.has(tab))) return begin(world, tab, name);
  if (flight.answer !== undefined) serve(world, flight, tab, name);
  else if (flight.asker === tab) post(world, tab, { type: 'sign', channel: channelOf(name) });
  else flight.waiting.add(tab);
};

const serve = (world: World, flight: Flight, tab: Tab, name: string): void => {
  flight.served.add(tab);
  post(world, tab, { type: 'signed', channel: channelOf(name), ...flight.answer });
};

/** A tab wants it no more, or is gone: another one asks in its place. */
export const unask = (world: World, tab: Tab, name: string): void => {
  const flight = world.flights.get(name);
  if (flight === undefined) return;
  flight.waiting.delete(tab);
  flight.served.delete(tab);
  if (flight.asker !== tab || flight.answer !== undefined) return;
  const [next] = flight.waiting;
  if (next === undefined) {
    world.flights.delete(name);
    return;
  }
  flight.waiting.delete(next);
  flight.asker = next;
  post(world, next, { type: 'sign', channel: channelOf(name) });
};

/** The tab that was to ask has the answer. A refusal is one for all that wait, and is not kept. */
export const answered = (
  world: World,
  tab: Tab,
  name: string,
  authorization: unknown,
  refusal: Refusal | undefined,
): void => {
  const flight = world.flights.get(name);
  if (flight?.asker !== tab || flight.answer !== undefined) return;
  if (refusal !== undefined) {
    world.flights.delete(name);
    for (const other of flight.waiting) post(world, other, { type: 'signed', channel: channelOf(name), refusal });
    return;
  }
  flight.answer = { authorization };
  flight.served.add(tab);
  for (const other of flight.waiting) serve(world, flight, other, name);
  flight.waiting.clear();
};

/** The signature of a channel that is gone, or was refused: whoever wants it next asks for it anew. */
export const forgetSignature = ({ flights }: World, name: string): void => {
  if (flights.get(name)?.answer !== undefined) flights.delete(name);
};
