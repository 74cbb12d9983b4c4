import type { Encryption } from '../index.js';

/** As much of tweetnacl as opens boxes. */
export interface Nacl {
  /** Opens a box, or gives null. */
  readonly secretbox: {
    open(box: Uint8Array, nonce: Uint8Array, key: Uint8Array): Uint8Array | null;
  };
}

const bytes = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

/** The option `nacl` as this library's `encryption`. A key that is none opens nothing. */
export const naclEncryption = ({ secretbox }: Nacl): Encryption => ({
  key: bytes,
  open: ({ nonce, ciphertext }, key) => {
    try {
      const opened = secretbox.open(bytes(ciphertext), bytes(nonce), key);
      if (opened) return { text: new TextDecoder().decode(opened) };
    } catch {
      // Not base64, or of a wrong length.
    }
    return { failure: 'does not open' };
  },
});
