import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import Pusher from 'pusher';
import { keyFromBase64, open, toBase64 } from '../../lib/encryption/secretbox.js';
import { sharedSecret } from '../../lib/encryption/shared-secret.js';
import type { EncryptedPayload } from '../../lib/protocol/payload.js';

const MASTER = new Uint8Array(32).fill(7);

const official = (masterKey: Uint8Array, port = 0) =>
  new Pusher({
    appId: '1',
    key: 'key',
    secret: 'secret',
    host: '127.0.0.1',
    port: String(port),
    encryptionMasterKeyBase64: toBase64(masterKey),
  });

/** What the official library posts for one event, as the server passes it on. */
const sealed = async (masterKey: Uint8Array, channel: string, data: unknown): Promise<EncryptedPayload> => {
  let body = '';
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  try {
    await official(masterKey, (server.address() as AddressInfo).port).trigger(channel, 'event', data);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  return JSON.parse((JSON.parse(body) as { data: string }).data) as EncryptedPayload;
};

describe('the secret of a channel', () => {
  it('is that of the reference', () => {
    expect(toBase64(sharedSecret('private-encrypted-a', MASTER))).toBe('Dhj1FoClZczrz/R47X27PbzUv31V0dCJeUOBwc+bxJU=');
  });

  it('is what the official library hands out, for any channel and master key', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z0-9_\-=@,.;]{1,40}$/),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (name, masterKey) => {
          const channel = `private-encrypted-${name}`;
          const { shared_secret: secret } = official(masterKey).authorizeChannel('1.2', channel);
          expect(toBase64(sharedSecret(channel, masterKey))).toBe(secret);
        },
      ),
    );
  });

  it('is not that of another channel', () => {
    expect(sharedSecret('private-encrypted-a', MASTER)).not.toEqual(sharedSecret('private-encrypted-b', MASTER));
  });

  it.each([[{ x: 1 }], ['a text'], [null], [['ü', '😀', '\u0000']]])(
    'opens what the official library seals: %j',
    async (data) => {
      const channel = 'private-encrypted-a';
      const box = await sealed(MASTER, channel, data);
      const key = keyFromBase64(official(MASTER).authorizeChannel('1.2', channel).shared_secret!)!;
      const opened = open(box, key);
      expect('text' in opened ? (JSON.parse(opened.text) as unknown) : opened).toEqual(data);
    },
  );
});
