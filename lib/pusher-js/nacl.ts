import type { Encryption } from '../index.js';

/** As much of tweetnacl as opens boxes. */
export interface Nacl {
  /** Opens a box, or gives null. */
  readonly secretbox: {
    open(box: Uint8Array, nonce: Uint8Array, key: Uint8Array): Uint8Array | null;
  };
}

const bytes = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

/** The option `nacl` as this library's `encryption`. What is not base64, or too short, opens nothing. */
export const naclEncryption = ({ secretbox }: Nacl): Encryption => ({
  key: (secret) => {
    const key = bytes(secret);
    return key.length === 32 ? key : undefined;
  },
  open: ({ nonce, ciphertext }, key) => {
    try {
      const opened = secretbox.open(bytes(ciphertext), bytes(nonce), key);
      if (opened !== null) return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(opened) };
    } catch {
      // Told below.
    }
    return { failure: 'does not open with the key' };
  },
});
