import type { EncryptedPayload } from './payload.js';

/**
 * Opens what an encrypted channel brings. The value of the option `encryption`; `rx-pusher/encryption` has it, so that
 * only programs that want it carry its cipher.
 */
export interface Encryption {
  /** The key of a `shared_secret` (base64), or undefined if it is not 32 bytes. */
  key(sharedSecret: string): Uint8Array | undefined;
  /** The plain text, or why it did not open. */
  open(payload: EncryptedPayload, key: Uint8Array): { readonly text: string } | { readonly failure: string };
}
