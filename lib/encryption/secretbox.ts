import nacl from 'tweetnacl';
import type { EncryptedPayload } from '../protocol/payload.js';

// NaCl secretbox (XSalsa20-Poly1305), as the protocol's encrypted channels use it.

const KEY_BYTES = 32;
const NONCE_BYTES = 24;
const TAG_BYTES = 16;

/** Bytes of base64 text; undefined where it is not base64. */
export const fromBase64 = (text: string): Uint8Array | undefined => {
  try {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    // Eight times as fast as Uint8Array.from with a function.
    for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
    return bytes;
  } catch {
    return undefined;
  }
};

export const toBase64 = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
};

/** A key from base64 text; undefined where it is not 32 bytes. */
export const keyFromBase64 = (text: string): Uint8Array | undefined => {
  const key = fromBase64(text);
  return key?.length === KEY_BYTES ? key : undefined;
};

/** The text in a box, or why it does not open: lengths are checked before the cipher is asked. */
export const open = (
  { nonce, ciphertext }: EncryptedPayload,
  key: Uint8Array,
): { readonly text: string } | { readonly failure: string } => {
  const nonceBytes = fromBase64(nonce);
  const box = fromBase64(ciphertext);
  if (nonceBytes?.length !== NONCE_BYTES) return { failure: `nonce is not ${NONCE_BYTES} bytes of base64` };
  if (box === undefined || box.length < TAG_BYTES)
    return { failure: `ciphertext is not base64 of ${TAG_BYTES} bytes or more` };
  const opened = nacl.secretbox.open(box, nonceBytes, key);
  return opened === null
    ? { failure: 'does not open with the key' }
    : { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(opened) };
};

/** Text in a box, under a fresh nonce unless one is given. */
export const seal = (
  text: string,
  key: Uint8Array,
  nonce: Uint8Array = nacl.randomBytes(NONCE_BYTES),
): EncryptedPayload => ({
  nonce: toBase64(nonce),
  ciphertext: toBase64(nacl.secretbox(new TextEncoder().encode(text), nonce, key)),
});
