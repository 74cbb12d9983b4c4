import { ChannelNameError } from '../protocol/errors.js';
import { OptionError } from '../errors.js';
import { seal } from '../encryption/secretbox.js';
import { sharedSecret } from '../encryption/shared-secret.js';
import { isEncryptedName, SERVER_TO_USER } from '../protocol/channel-name.js';
import { infoText, parts } from './argument.js';
import type { Settings } from './config.js';
import { LimitError } from './errors.js';
import { channelName, eventName, socketId, userId } from './identifiers.js';
import { jsonText } from './json-text.js';

/** What may go with an event. */
export interface TriggerParams<I extends string = string> {
  /** The connection that does not receive it: the sender's. */
  readonly socketId?: string;
  /** Attributes of the channels to answer with: `user_count`, `subscription_count`, or both with a comma. */
  readonly info?: I;
}

/** An event of a batch. A string is sent as it is, anything else as JSON. */
export interface BatchEvent extends TriggerParams {
  /** The one channel it goes to. */
  readonly channel: string;
  /** The name of the event, at most 200 characters. */
  readonly name: string;
  /** At most `maxDataSize` bytes once written. */
  readonly data: unknown;
}

/** Most channels of one event, and most events of one batch. */
const MAX_CHANNELS = 100;
export const MAX_BATCH = 10;

type Limits = Pick<Settings, 'masterKey' | 'maxDataSize'>;

const sealed = (channel: string, text: string, masterKey: Uint8Array | undefined): string => {
  if (masterKey === undefined)
    throw new OptionError('encryptionMasterKeyBase64', `needed for the encrypted channel ${channel}`);
  return JSON.stringify(seal(text, sharedSecret(channel, masterKey)));
};

// A character is 3 bytes at most: to know that a short text is short enough, it need not be encoded.
const bytesAbove = (limit: number, text: string): number =>
  text.length * 3 <= limit ? 0 : new TextEncoder().encode(text).length;

const dataText = (settings: Limits, channel: string | undefined, event: string, data: unknown): string => {
  const plain = typeof data === 'string' ? data : jsonText('data', data);
  const text = channel !== undefined && isEncryptedName(channel) ? sealed(channel, plain, settings.masterKey) : plain;
  const size = bytesAbove(settings.maxDataSize, text);
  if (size > settings.maxDataSize) throw new LimitError('data', size, settings.maxDataSize, event);
  return text;
};

const PARAMS = ['socketId', 'info'];
const EVENT = ['channel', 'name', 'data', ...PARAMS];
/** What they are called by others: on the wire, and by the official library. */
const INSTEAD = { socket_id: 'socketId' };
const INSTEAD_OF_EVENT = {
  ...INSTEAD,
  event: 'name',
  channels: 'channel, and an event for each',
  channel_name: 'channel',
};

const extras = (sender: unknown, asked: unknown) => {
  const info = infoText(asked);
  return {
    ...(sender === undefined ? {} : { socket_id: socketId(sender) }),
    ...(info === undefined ? {} : { info }),
  };
};

/** The body of an event to one channel or several. */
export const eventBody = (
  settings: Limits,
  channels: string | readonly string[],
  event: string,
  data: unknown,
  params: TriggerParams,
) => {
  const { socketId: sender, info } = parts('params', params, PARAMS, INSTEAD);
  const names = Array.isArray(channels) ? Array.from<unknown, string>(channels, channelName) : [channelName(channels)];
  if (names.length < 1 || names.length > MAX_CHANNELS) throw new LimitError('channels', names.length, MAX_CHANNELS);
  const encrypted = names.find(isEncryptedName);
  if (encrypted !== undefined && names.length > 1)
    throw new ChannelNameError(encrypted, 'an event of an encrypted channel goes to no other channel');
  const name = eventName(event);
  return { name, data: dataText(settings, encrypted, name, data), channels: names, ...extras(sender, info) };
};

/** The body of one event of a batch; the event itself stays as it is. */
export const batchEntry = (settings: Limits, event: BatchEvent) => {
  const { channel, name, data, socketId: sender, info } = parts('event', event, EVENT, INSTEAD_OF_EVENT);
  const to = channelName(channel);
  const called = eventName(name);
  return { channel: to, name: called, data: dataText(settings, to, called, data), ...extras(sender, info) };
};

/** An event of a batch as it goes over the wire. */
export type BatchEntry = ReturnType<typeof batchEntry>;

/** The body of a batch. */
export const batchBody = (batch: readonly BatchEntry[]) => {
  if (batch.length < 1 || batch.length > MAX_BATCH) throw new LimitError('batch', batch.length, MAX_BATCH);
  return { batch };
};

/** The body of an event to a user, on the channel that is theirs alone. */
export const userEventBody = (settings: Limits, id: string, event: string, data: unknown) => {
  const name = eventName(event);
  return { name, data: dataText(settings, undefined, name, data), channels: [`${SERVER_TO_USER}${userId(id)}`] };
};
