import type { Either } from 'fp-ts/Either';
import { left, right } from 'fp-ts/Either';
import * as t from 'io-ts';
import { isEncryptedName, validateChannelName } from '../../../protocol/channel-name.js';
import { isProtocolEvent, MAX_EVENT_NAME } from '../../../protocol/event.js';
import { isReserved } from '../channel.js';
import { exceeds, MAX_CHANNELS, MAX_DATA } from '../limits.js';
import type { Answer } from './answer.js';
import { badRequest, failure } from './answer.js';
import { parseInfo } from './info.js';

export const EventBody = t.intersection([
  t.type({ name: t.string, data: t.string }),
  t.partial({ channel: t.string, channels: t.array(t.string), socket_id: t.string, info: t.string }),
]);
export type EventBody = t.TypeOf<typeof EventBody>;

/** An event of the HTTP API that keeps to every limit. */
export interface ApiEvent {
  readonly event: string;
  readonly channels: readonly string[];
  readonly data: string;
  readonly socketId: string | undefined;
  readonly info: readonly string[];
}

const nameError = (name: string): string | undefined => {
  const valid = isReserved(name) ? undefined : validateChannelName(name);
  return valid?._tag === 'Left' ? `Invalid ${valid.left.message}` : undefined;
};

const refusal = ({ name, data, socket_id }: EventBody, channels: readonly string[]): Answer | undefined => {
  if (name === '' || name.length > MAX_EVENT_NAME)
    return badRequest(`name is not of 1 to ${MAX_EVENT_NAME} characters`);
  if (isProtocolEvent(name)) return badRequest('name is one of the protocol');
  if (channels.length === 0) return badRequest('no channel');
  if (channels.length > MAX_CHANNELS) return badRequest(`more than ${MAX_CHANNELS} channels`);
  const wrong = channels.map(nameError).find((reason) => reason !== undefined);
  if (wrong !== undefined) return badRequest(wrong);
  if (channels.length > 1 && channels.some(isEncryptedName))
    return badRequest('an event for an encrypted channel cannot go to other channels');
  if (socket_id !== undefined && !/^\d+\.\d+$/.test(socket_id)) return badRequest('socket_id is not one');
  return exceeds(data, MAX_DATA)
    ? failure(413, `The data content of this event exceeds the allowed maximum (${MAX_DATA} bytes)`)
    : undefined;
};

export const readEvent = (body: EventBody): Either<Answer, ApiEvent> => {
  const channels = body.channels ?? (body.channel === undefined ? [] : [body.channel]);
  const refused = refusal(body, channels);
  if (refused !== undefined) return left(refused);
  const info = parseInfo(body.info);
  return info._tag === 'Left'
    ? left(badRequest(info.left))
    : right({ event: body.name, channels, data: body.data, socketId: body.socket_id, info: info.right });
};
