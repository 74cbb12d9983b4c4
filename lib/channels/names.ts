import { isLeft } from 'fp-ts/Either';
import { OptionError } from '../errors.js';
import { isEncryptedName, validateChannelName } from '../protocol/channel-name.js';
import type { Encryption } from '../protocol/encryption.js';
import { EventNameError } from '../protocol/errors.js';
import { isProtocolEvent, MAX_EVENT_NAME } from '../protocol/event.js';

/** Where to find what pusher-js gives as an event of the protocol. */
const INSTEAD: Readonly<Record<string, string>> = {
  'pusher:subscription_succeeded': 'state$ of the channel',
  'pusher:subscription_error': 'the error notification and state$ of the channel',
  'pusher:subscription_count': 'subscriptionCount$ of the channel',
  'pusher:cache_miss': 'cacheMiss$ of the channel',
  'pusher:member_added': 'joined$ and members$ of the channel',
  'pusher:member_removed': 'left$ and members$ of the channel',
  'pusher:signin_success': 'user.data$',
  'pusher:error': 'errors$',
};

/** Throws for names that no application event has. */
export const checkEventName = (event: string): void => {
  if (event === '') throw new EventNameError(event, 'empty');
  if (event.length > MAX_EVENT_NAME) throw new EventNameError(event, `longer than ${MAX_EVENT_NAME} characters`);
  if (isProtocolEvent(event)) {
    throw new EventNameError(event, `a name of the protocol; see ${INSTEAD[event] ?? 'frames$'}`);
  }
};

/** Throws for names that no channel has, and for encrypted channels without what opens them. */
export const checkChannel = (name: string, encryption: Encryption | undefined): void => {
  const valid = validateChannelName(name);
  if (isLeft(valid)) throw valid.left;
  if (isEncryptedName(name) && encryption === undefined) {
    throw new OptionError('encryption', `needed for ${name}: import { encryption } from 'rx-pusher/encryption'`);
  }
};
