import type { WireFrame } from '../../protocol/frame.js';
import { toTabs } from './channels.js';
import type { Tab, World } from './state.js';
import { later, write } from './state.js';
import { refuse } from './tabs.js';

/** Servers take so many client events a second (ms) from one connection, whatever the number of its tabs. */
const LIMIT = 10;
const SECOND = 1_000;
/** The most that wait for their turn, of all tabs. */
const MOST_HELD = 100;

/** How long (ms) until the next one may be written. */
const delay = ({ written, host }: World): number =>
  Math.max(0, (written[written.length - LIMIT] ?? -Infinity) + SECOND - host.now());

/** Writes what may be written, and hands it to the other tabs: the server does not say it to the connection it came from. */
export const writeHeld = (world: World): void => {
  while (world.held.length > 0 && delay(world) === 0) {
    const [{ tab, channel, text, echo } = {}] = world.held.splice(0, 1);
    if (tab === undefined || channel === undefined || world.channels.get(channel.name) !== channel) continue;
    world.written = [...world.written.slice(1 - LIMIT), world.host.now()];
    world.riskyAt = world.host.now();
    write(world, text ?? '');
    toTabs(world, channel, echo ?? '', tab);
  }
};

const schedule = (world: World): void =>
  later(world, world.host.now() + delay(world), () => {
    writeHeld(world);
    if (world.held.length > 0) schedule(world);
  });

/** A tab sends a client event. */
export const relay = (world: World, tab: Tab, frame: WireFrame, text: string): void => {
  const { event, data } = frame;
  const channel = world.channels.get(frame.channel ?? '');
  if (channel?.subscribed !== true || !channel.tabs.has(tab))
    return refuse(world, tab, null, 'Client event rejected: the channel is not subscribed');
  const { type } = channel.kind;
  if (type !== 'private' && type !== 'presence')
    return refuse(world, tab, null, 'Client event rejected - only supported on private and presence channels');
  if (world.held.length >= MOST_HELD)
    return refuse(world, tab, 4301, `The tabs together send more than ${LIMIT} client events a second`);
  const echo = JSON.stringify({ event, channel: channel.name, data, user_id: channel.me });
  world.held.push({ tab, channel, text, echo });
  writeHeld(world);
  if (world.held.length === 1) schedule(world);
};
