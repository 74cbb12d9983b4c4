import { sha256 } from '@noble/hashes/sha2';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils';

/** The key of one encrypted channel, derived from the application's master key (32 bytes). For trusted processes. */
export const sharedSecret = (channel: string, masterKey: Uint8Array): Uint8Array =>
  sha256(concatBytes(utf8ToBytes(channel), masterKey));
