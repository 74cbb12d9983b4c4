import { encryption } from '../../encryption/index.js';
import type { Options } from '../index.js';
import Pusher from '../index.js';

export type * from '../index.js';

/** The same, and encrypted channels open. */
export default class PusherWithEncryption extends Pusher {
  /** Throws as the one without. */
  constructor(key: string, options: Options) {
    super(key, options && { ...options, rx: { encryption, ...options.rx } });
  }
}
