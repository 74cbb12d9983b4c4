import fc from 'fast-check';
import nacl from 'tweetnacl';
import { encryption } from '../../lib/encryption/index.js';
import { fromBase64, keyFromBase64, open, seal, toBase64 } from '../../lib/encryption/secretbox.js';
import { sharedSecret } from '../../lib/encryption/shared-secret.js';

const CHANNEL = 'private-encrypted-a';
const KEY = sharedSecret(CHANNEL, new Uint8Array(32).fill(7));
const VECTOR = { nonce: 'xMlDUSOzGI0RbLF3F1yUl7gaUFolwu8k', ciphertext: 'R0cYZuS9cXQO+N5tR0AAN/TGgFSnp8o=' };
const failureOf = (opened: ReturnType<typeof open>) => ('failure' in opened ? opened.failure : undefined);
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

describe('a box', () => {
  it('of the reference opens', () => {
    expect(open(VECTOR, KEY)).toEqual({ text: '{"x":1}' });
  });

  it('of the reference is what the same text and nonce make', () => {
    expect(seal('{"x":1}', KEY, fromBase64(VECTOR.nonce))).toEqual(VECTOR);
  });

  it('gives back any text sealed in it', () => {
    // A lone surrogate is no text in UTF-8.
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), bytes(32), bytes(24), (text, key, nonce) => {
        expect(open(seal(text, key, nonce), key)).toEqual({ text });
      }),
    );
  });

  it('keeps a byte order mark, which is part of the text', () => {
    expect(open(seal('\uFEFFa', KEY), KEY)).toEqual({ text: '\uFEFFa' });
  });

  it('has a nonce of its own each time', () => {
    expect(seal('a', KEY).nonce).not.toBe(seal('a', KEY).nonce);
    expect(fromBase64(seal('a', KEY).nonce)).toHaveLength(24);
  });

  it('does not open with another key, and not after any change', () => {
    fc.assert(
      fc.property(fc.string(), bytes(32), fc.nat(), fc.integer({ min: 1, max: 255 }), (text, key, at, change) => {
        const box = seal(text, KEY);
        fc.pre(toBase64(key) !== toBase64(KEY));
        expect(failureOf(open(box, key))).toBe('does not open with the key');
        const altered = fromBase64(box.ciphertext)!;
        altered[at % altered.length]! ^= change;
        expect(failureOf(open({ ...box, ciphertext: toBase64(altered) }, KEY))).toBe('does not open with the key');
      }),
    );
  });
});

describe('lengths', () => {
  it('of a key are checked: 32 bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (key) => {
        expect(keyFromBase64(toBase64(key))).toEqual(key.length === 32 ? key : undefined);
      }),
    );
    expect(keyFromBase64(toBase64(new Uint8Array(32)))).toHaveLength(32);
  });

  it('of a nonce are checked: 24 bytes', () => {
    for (const length of [0, 23, 25]) {
      expect(failureOf(open({ ...VECTOR, nonce: toBase64(new Uint8Array(length)) }, KEY))).toMatch(
        /^nonce is not 24 bytes/,
      );
    }
  });

  it('of a ciphertext are checked: 16 bytes or more', () => {
    expect(failureOf(open({ ...VECTOR, ciphertext: toBase64(new Uint8Array(15)) }, KEY))).toMatch(/^ciphertext is not/);
    expect(failureOf(open({ ...VECTOR, ciphertext: toBase64(new Uint8Array(16)) }, KEY))).toBe(
      'does not open with the key',
    );
  });
});

describe('what is not base64', () => {
  it.each(['!', 'a', 'ü', '===='])('is refused without throwing: %s', (text) => {
    expect(fromBase64(text)).toBeUndefined();
    expect(keyFromBase64(text)).toBeUndefined();
    expect(failureOf(open({ ...VECTOR, nonce: text }, KEY))).toMatch(/^nonce/);
    expect(failureOf(open({ ...VECTOR, ciphertext: text }, KEY))).toMatch(/^ciphertext/);
  });

  it('never makes opening throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (nonce, ciphertext) => {
        expect(failureOf(open({ nonce, ciphertext }, KEY))).toEqual(expect.any(String));
      }),
    );
  });
});

describe('base64', () => {
  it('gives back any bytes, also many, and writes them as the platform does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1_000 }), (value) => {
        expect(fromBase64(toBase64(value))).toEqual(value);
        expect(toBase64(value)).toBe(Buffer.from(value).toString('base64'));
      }),
    );
    expect(fromBase64(toBase64(new Uint8Array(300_000)))).toHaveLength(300_000);
  });
});

describe('the option `encryption`', () => {
  it('opens what a shared secret seals', () => {
    const key = encryption.key(toBase64(KEY));
    expect(key && encryption.open(VECTOR, key)).toEqual({ text: '{"x":1}' });
    expect(encryption.key('c2hvcnQ=')).toBeUndefined();
  });

  it('is the secretbox of NaCl', () => {
    const nonce = new Uint8Array(24).fill(3);
    const box = nacl.secretbox(new TextEncoder().encode('"ü"'), nonce, KEY);
    expect(encryption.open({ nonce: toBase64(nonce), ciphertext: toBase64(box) }, KEY)).toEqual({ text: '"ü"' });
  });
});
