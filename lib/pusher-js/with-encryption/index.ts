import { encryption } from '../../encryption/index.js';
import type { Options } from '../index.js';
import Pusher from '../index.js';

export type * from '../index.js';

/** The same, and encrypted channels open. */
export default class PusherWithEncryption extends Pusher {
  /** Throws as the one without. */
  constructor(key: string, options: Options) {
    // Without options there is nothing to add to, which is said by the one without.
    super(key, Object(options) === options ? { ...options, rx: { encryption, ...options.rx } } : options);
  }
}
