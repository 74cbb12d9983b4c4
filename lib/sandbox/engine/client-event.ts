import { quote } from '../../text.js';
import { MAX_EVENT_NAME } from '../../protocol/event.js';
import type { WireFrame } from '../../protocol/frame.js';
import { exceeds, MAX_DATA } from './limits.js';
import type { Refusal } from './refusal.js';
import { refusal } from './refusal.js';
import { broadcast } from './send.js';
import type { Channel, Connection } from './state.js';
import { tell } from './webhook.js';

const RATE = 10;
const SECOND = 1_000;

/** Counts an event in, unless ten came within the last second. */
const withinRate = (connection: Connection): boolean => {
  const now = connection.app.host.now();
  const recent = connection.clientEvents.filter((at) => at > now - SECOND);
  const free = recent.length < RATE;
  connection.clientEvents = free ? [...recent, now] : recent;
  return free;
};

const objection = (connection: Connection, channel: Channel | undefined, event: string, text: string) => {
  if (!connection.app.settings.clientMessages)
    return 'To send client events, you must enable this feature in the Settings page of your dashboard.';
  if (channel === undefined) return `Client event ${quote(event)} rejected: the channel is not subscribed`;
  if (channel.kind.type !== 'private' && channel.kind.type !== 'presence')
    return 'Client event rejected - only supported on private and presence channels';
  if (event.length > MAX_EVENT_NAME) return `The name of a client event is longer than ${MAX_EVENT_NAME} characters`;
  return exceeds(text, MAX_DATA) ? `The data of a client event exceeds ${MAX_DATA} bytes` : undefined;
};

/** Passes a client's event on to the other subscribers, its data as it came. */
export const relay = (connection: Connection, { event, channel: name, data }: WireFrame): Refusal | undefined => {
  const channel = connection.channels.get(name ?? '');
  const text = typeof data === 'string' ? data : JSON.stringify(data ?? null);
  const problem = objection(connection, channel, event, text);
  if (problem !== undefined || channel === undefined) return refusal(problem ?? '');
  if (!withinRate(connection)) return { code: 4301, message: `Client events are limited to ${RATE} a second` };
  const user_id = channel.subscribers.get(connection)?.id;
  broadcast(channel, { event, channel: channel.name, data, user_id }, connection.socketId);
  tell(connection.app, {
    name: 'client_event',
    channel: channel.name,
    event,
    data: text,
    socket_id: connection.socketId,
    ...(user_id === undefined ? {} : { user_id }),
  });
  return undefined;
};
