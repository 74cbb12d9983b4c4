import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import Pusher from 'pusher';
import {
  bodyMd5,
  channelMessage,
  requestMessage,
  sameSignature,
  sign,
  userMessage,
} from '../../lib/protocol/signature.js';

const KEY = '278d425bdf160c739803';
const SECRET = '7ad3773142a6692b25b8';
const official = new Pusher({ appId: '3', key: KEY, secret: SECRET, host: '127.0.0.1' });

describe('a signature', () => {
  it('of a private channel is that of the documentation', () => {
    expect(sign(SECRET, channelMessage('1234.1234', 'private-foobar'))).toBe(
      '58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4',
    );
  });

  it('of a presence channel is what the server computes, and not what the documentation prints beside it', () => {
    const signature = (name: string) =>
      sign(SECRET, channelMessage('1234.1234', 'presence-foobar', `{"user_id":10,"user_info":{"name":"${name}"}}`));
    expect(signature('Mr. Channels')).toBe('31935e7d86dba64c2a90aed31fdc61869f9b22ba9d8863bba239c03ca481bc80');
    // The documentation gives the signature of "Mr. Pusher", its name before, for "Mr. Channels".
    expect(signature('Mr. Channels')).not.toMatch(/^afaed369/);
    expect(signature('Mr. Pusher')).toMatch(/^afaed369/);
  });

  it('of a user is that of the documentation', () => {
    expect(sign(SECRET, userMessage('1234.1234', '{"id":"12345"}'))).toBe(
      '4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba',
    );
  });

  it('of a request to the HTTP API is that of the documentation', () => {
    const body = '{"name":"foo","channels":["project-3"],"data":"{\\"some\\":\\"data\\"}"}';
    expect(bodyMd5(body)).toBe('ec365a775a4cd0599faeb73354201b6f');
    const message = requestMessage('post', '/apps/3/events', {
      body_md5: bodyMd5(body),
      auth_version: '1.0',
      auth_key: KEY,
      auth_timestamp: '1353088179',
    });
    expect(sign(SECRET, message)).toBe('da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c');
  });

  it('is what the official library signs, for any channel, data and user', () => {
    const unicode = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z;@,.=-]{1,20}$/),
        fc.stringMatching(/^\d{1,6}\.\d{1,6}$/),
        unicode,
        (name, socketId, text) => {
          const channel = `presence-${name}`;
          const member = { user_id: 'u', user_info: { text } };
          const data = JSON.stringify(member);
          expect(`${KEY}:${sign(SECRET, channelMessage(socketId, `private-${name}`))}`).toBe(
            official.authorizeChannel(socketId, `private-${name}`).auth,
          );
          expect(`${KEY}:${sign(SECRET, channelMessage(socketId, channel, data))}`).toBe(
            official.authorizeChannel(socketId, channel, member).auth,
          );
          const user = official.authenticateUser(socketId, { id: 'u', text });
          expect(`${KEY}:${sign(SECRET, userMessage(socketId, user.user_data))}`).toBe(user.auth);
        },
      ),
    );
  });

  it('is what the platform computes, of texts and of raw bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), fc.uint8Array(), (secret, bytes) => {
        expect(sign(secret, bytes)).toBe(createHmac('sha256', secret).update(bytes).digest('hex'));
        expect(bodyMd5(bytes)).toBe(createHash('md5').update(bytes).digest('hex'));
        expect(bodyMd5(secret)).toBe(createHash('md5').update(secret).digest('hex'));
      }),
    );
  });
});

describe('the message of a request', () => {
  it('has its names in lower case and in order, its values as they are', () => {
    expect(requestMessage('get', '/p', { b: 'x y&z', A: '1', 'filter-by': 'ü' })).toBe(
      'GET\n/p\na=1&b=x y&z&filter-by=ü',
    );
  });

  it('is what the official library signs', () => {
    const params = { filter_by_prefix: 'presence-', info: 'user_count' };
    const query = official.createSignedQueryString({ method: 'GET', path: '/apps/3/channels', params, body: '' });
    const sent = Object.fromEntries(new URLSearchParams(query)) as Record<string, string>;
    const { auth_signature: signature, ...signed } = sent;
    expect(sign(SECRET, requestMessage('GET', '/apps/3/channels', signed))).toBe(signature);
  });
});

describe('signatures compared', () => {
  it('are the same only if every character is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(sameSignature(a, a)).toBe(true);
        expect(sameSignature(a, b)).toBe(a === b);
      }),
    );
    expect(sameSignature('', 'a')).toBe(false);
    expect(sameSignature('ab', 'abab')).toBe(false);
    expect(sameSignature('abab', 'ab')).toBe(false);
  });
});
