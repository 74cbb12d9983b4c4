import { isLeft } from 'fp-ts/Either';
import { decodeData } from '../../protocol/codec.js';
import * as event from '../../protocol/event.js';
import type { WireFrame } from '../../protocol/frame.js';
import { parseFrame } from '../../protocol/frame.js';
import { ErrorPayload } from '../../protocol/payload.js';
import { culprit } from './blame.js';
import { accepted, refused, refusedFor, takeBack, toChannel } from './channels.js';
import { signedIn, signInRefused, watchlistChanged } from './signin.js';
import type { World } from './state.js';
import { post } from './state.js';
import { checkBacklog } from './tabs.js';
import { beforeHandshake, upstreamAlive, upstreamPinged } from './upstream.js';

const toAll = (world: World, text: string): void => {
  for (const tab of world.tabs.values()) post(world, tab, text);
};

const failed = (world: World, frame: WireFrame, text: string): void => {
  const decoded = decodeData(ErrorPayload, frame.data);
  const { code, message = '' } = isLeft(decoded) ? {} : decoded.right;
  const whose = culprit(world, code, message);
  if (whose === 'nobody') return toAll(world, text);
  if (whose === 'user') return signInRefused(world, text);
  if (whose !== 'unclear') return refusedFor(world, whose, message);
  // Who waits for an answer would take this for it, and it may be another tab's: time-outs decide, as for one client.
  for (const tab of world.tabs.values()) {
    const waits = [...tab.channels].some(({ subscribed }) => !subscribed);
    if (!waits && !(world.user?.success === undefined && world.user?.tabs.has(tab) === true)) post(world, tab, text);
  }
};

const ofConnection = (world: World, frame: WireFrame, text: string): void => {
  if (frame.event === event.PING) upstreamPinged(world);
  else if (frame.event === event.PONG) return;
  else if (frame.event === event.ERROR) failed(world, frame, text);
  else if (frame.event === event.SIGNIN_SUCCESS) signedIn(world, text);
  else if (frame.event === event.WATCHLIST_EVENTS) watchlistChanged(world, frame, text);
  else toAll(world, text);
};

const ofChannel = (world: World, name: string, frame: WireFrame, text: string): void => {
  const channel = world.channels.get(name);
  if (channel === undefined) {
    if (frame.event === event.SUBSCRIPTION_SUCCEEDED) takeBack(world, name);
  } else if (frame.event === event.SUBSCRIPTION_SUCCEEDED) accepted(world, channel, frame, text);
  else if (frame.event === event.SUBSCRIPTION_ERROR || frame.event === event.INTERNAL_SUBSCRIPTION_ERROR)
    refused(world, channel, text);
  else toChannel(world, channel, frame, text);
};

/** A text from the server. */
export const heard = (world: World, text: string): void => {
  const { status } = world.upstream;
  if (status !== 'open' && status !== 'established') return;
  upstreamAlive(world);
  const received = parseFrame(text);
  // What is no frame every tab reports.
  if (isLeft(received)) toAll(world, text);
  else if (status === 'open') beforeHandshake(world, received.right, text);
  else if (received.right.channel === undefined || received.right.event === event.ERROR)
    ofConnection(world, received.right, text);
  else ofChannel(world, received.right.channel, received.right, text);
  for (const tab of world.tabs.values()) checkBacklog(world, tab);
};
