import type { Encryption } from '../protocol/encryption.js';
import { keyFromBase64, open } from './secretbox.js';

export type { Encryption } from '../protocol/encryption.js';

/** The value of the option `encryption`: with it, `private-encrypted-` channels are opened. */
export const encryption: Encryption = { key: keyFromBase64, open };
