import { quote } from '../../text.js';
import { isClientEvent, PING, PONG, SIGNIN, SUBSCRIBE, UNSUBSCRIBE } from '../../protocol/event.js';
import { WireFrame } from '../../protocol/frame.js';
import { relay } from './client-event.js';
import { close } from './close.js';
import { exceeds, MAX_FRAME, parseBounded } from './limits.js';
import type { Refusal } from './refusal.js';
import { refusal, refuse } from './refusal.js';
import { encoded, send } from './send.js';
import { signin } from './signin.js';
import type { Connection } from './state.js';
import { subscribe, unsubscribe } from './subscribe.js';

type Handler = (connection: Connection, frame: WireFrame) => Refusal | undefined;

const pong: Handler = (connection) => {
  send(connection, { event: PONG, data: encoded({}) });
  return undefined;
};
const unknown: Handler = (_, { event }) => refusal(`Clients cannot send the event ${quote(event)}`);

const handlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  [PING, pong],
  [PONG, () => undefined], // being heard was all it was for
  [SUBSCRIBE, subscribe],
  [UNSUBSCRIBE, unsubscribe],
  [SIGNIN, signin],
]);

const handle = (connection: Connection, text: string): Refusal | undefined => {
  const frame = parseBounded(text);
  if (frame._tag === 'Left') return refusal(`Invalid frame: it ${frame.left}`);
  if (!WireFrame.is(frame.right)) return refusal('Invalid frame: it has no event, or a channel that is not a text');
  const { event } = frame.right;
  return (handlers.get(event) ?? (isClientEvent(event) ? relay : unknown))(connection, frame.right);
};

/** One text frame of a client. Whatever it says, it is answered, never thrown at. */
export const receive = (connection: Connection, text: string): void => {
  connection.heardAt = connection.app.host.now();
  if (exceeds(text, MAX_FRAME)) {
    close(connection, 1009, `A frame is longer than ${MAX_FRAME} bytes`);
    return;
  }
  const refused = handle(connection, text);
  if (refused !== undefined) refuse(connection, refused);
};
