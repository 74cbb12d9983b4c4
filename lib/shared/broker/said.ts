import { isLeft } from 'fp-ts/Either';
import { isClientEvent, PING, PONG, SIGNIN, SUBSCRIBE, UNSUBSCRIBE } from '../../protocol/event.js';
import type { WireFrame } from '../../protocol/frame.js';
import { parseFrame } from '../../protocol/frame.js';
import { parseData } from '../../protocol/codec.js';
import type { Refusal, ToBroker } from '../message.js';
import { left, wanted } from './channels.js';
import { claim } from './claims.js';
import { relay } from './client-events.js';
import type { PortId } from './output.js';
import { answered, ask, unask } from './signatures.js';
import { signIn } from './signin.js';
import type { Tab, World } from './state.js';
import { post } from './state.js';
import { closeTab, refuse, tabAlive, tabOpened } from './tabs.js';
import { tabPinged } from './upstream.js';

/** The most characters of a frame, as servers have it; whatever a tab says, it harms itself alone. */
const MAX_FRAME = 65_536;

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

const frameSaid = (world: World, tab: Tab, frame: WireFrame, raw: string): void => {
  const data = parseData(frame.data);
  const { channel, auth, channel_data } = Object(data) as Readonly<Record<string, unknown>>;
  const name = text(channel);
  const held = name === undefined ? undefined : world.channels.get(name);
  if (frame.event === PING) tabPinged(world, tab);
  else if (frame.event === PONG) return;
  else if (frame.event === SIGNIN) signIn(world, tab, { ...frame, data }, raw);
  else if (isClientEvent(frame.event)) relay(world, tab, frame, raw);
  else if (frame.event === UNSUBSCRIBE) {
    if (held?.tabs.has(tab) === true) left(world, tab, held, true);
  } else if (frame.event !== SUBSCRIBE) refuse(world, tab, null, 'Clients cannot send this event');
  else if (name === undefined || name === '') refuse(world, tab, null, 'Invalid subscription: it names no channel');
  else if (held?.tabs.has(tab) === true) refuse(world, tab, null, 'Existing subscription to this channel');
  else wanted(world, tab, name, { auth: text(auth), channelData: text(channel_data) });
};

const spoke = (world: World, tab: Tab, raw: string): void => {
  if (world.upstream.status !== 'established') return;
  if (raw.length > MAX_FRAME) return closeTab(world, tab, 1009, `A frame is longer than ${MAX_FRAME} characters`);
  const frame = parseFrame(raw);
  if (isLeft(frame)) refuse(world, tab, null, 'Invalid frame');
  else frameSaid(world, tab, frame.right, raw);
};

const refusalOf = (value: unknown): Refusal | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const { tag, reason, status } = value as Readonly<Record<string, unknown>>;
  return {
    tag: text(tag) ?? '',
    reason: text(reason) ?? '',
    status: typeof status === 'number' ? status : undefined,
  };
};

/** Something a tab said, whatever it is. */
export const said = (world: World, port: PortId, message: ToBroker): void => {
  const tab = world.tabs.get(port);
  if (typeof message === 'string') {
    if (tab !== undefined) spoke(world, tab, message);
    return;
  }
  // A port is open to any code of the page: what it says may be anything.
  const given = Object(message) as Readonly<Record<string, unknown>>;
  const name = text(given['channel']) ?? '';
  if (given['type'] === 'open') {
    const { url, claimed } = given;
    if (tab === undefined && typeof url === 'string')
      tabOpened(world, port, url, Array.isArray(claimed) ? claimed : undefined);
    return;
  }
  if (tab === undefined) return;
  if (given['type'] === 'close') closeTab(world, tab, 1000, '');
  else if (given['type'] === 'alive') tabAlive(world, tab);
  else if (given['type'] === 'probe') post(world, tab, { type: 'alive' });
  else if (given['type'] === 'ask') ask(world, tab, name);
  else if (given['type'] === 'unask') unask(world, tab, name);
  else if (given['type'] === 'signed') answered(world, tab, name, given['authorization'], refusalOf(given['refusal']));
  else if (given['type'] === 'claim') claim(world, tab, text(given['key']) ?? '', Number(given['id']));
};
