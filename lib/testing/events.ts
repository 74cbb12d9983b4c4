import { keyFromBase64, seal } from '../encryption/secretbox.js';
import { sharedSecret } from '../encryption/shared-secret.js';
import { isEncryptedName, SERVER_TO_USER } from '../protocol/channel-name.js';
import { isProtocolEvent, SUBSCRIPTION_COUNT } from '../protocol/event.js';
import { COUNT, EVENT } from './act-rules.js';
import type { Part } from './script.js';
import type { Stage } from './stage.js';

/** An event to publish. Data that is a string goes out as it is, anything else as JSON, as server libraries do it. */
export type PublishedEvent = readonly [event: string, data?: unknown];

const NONCE_BYTES = 24;

/** Publishes; on an encrypted channel in a box, whose nonce counts so that a script is the same each time. */
export const createPublish = ({ publish }: Pick<Stage, 'publish'>, masterKeyBase64 = '') => {
  const masterKey = keyFromBase64(masterKeyBase64);
  const nonce = new Uint8Array(NONCE_BYTES);
  return (channel: string, event: string, data: unknown): void => {
    const text = JSON.stringify(data === undefined ? {} : data);
    if (masterKey !== undefined && isEncryptedName(channel) && !isProtocolEvent(event)) {
      new DataView(nonce.buffer).setUint32(0, new DataView(nonce.buffer).getUint32(0) + 1);
      publish(channel, event, JSON.stringify(seal(text, sharedSecret(channel, masterKey), nonce)));
    } else publish(channel, event, typeof data === 'string' ? data : text);
  };
};

type Publish = ReturnType<typeof createPublish>;

const letter = (name: string): PublishedEvent => [name, name];

export const events = (publish: Publish, channel: string): Part<PublishedEvent> => ({
  name: `events of ${channel}`,
  rule: EVENT,
  letter,
  perform: ([event, data]) => publish(channel, event, data),
});

/** Events for whoever is signed in. */
export const userEvents = (publish: Publish, { users }: Pick<Stage, 'users'>): Part<PublishedEvent> => ({
  name: 'user',
  rule: EVENT,
  letter,
  perform: ([event, data]) => {
    for (const id of users()) publish(SERVER_TO_USER + id, event, data);
  },
});

/** Counts as the server announces them, whoever is there. */
export const counts = (publish: Publish, channel: string): Part<number> => ({
  name: `counts of ${channel}`,
  rule: COUNT,
  letter: (digit) => (/^\d$/.test(digit) ? Number(digit) : undefined),
  perform: (subscription_count) => publish(channel, SUBSCRIPTION_COUNT, { subscription_count }),
});
