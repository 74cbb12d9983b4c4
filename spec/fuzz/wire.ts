import fc from 'fast-check';
import { bodyMd5, requestMessage, sign } from '../../lib/protocol/signature.js';
import { deepened, nasty } from './frames.js';

// Bytes that anybody may write to a port where HTTP and WebSockets are spoken.

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

const upgrade = (path: string, more = ''): Buffer =>
  latin1(
    `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${more}\r\n`,
  );
export const SOCKET = upgrade('/app/app-key?protocol=7');

/** A frame as RFC 6455 has it, or with lies in its first bytes. */
export const frameOf = (
  opcode: number,
  first: number,
  masked: boolean,
  payload: Buffer,
  claims = payload.length,
): Buffer => {
  const length =
    claims < 126
      ? Buffer.from([claims])
      : claims < 65_536
        ? Buffer.from([126, claims >> 8, claims & 255])
        : Buffer.concat([Buffer.from([127]), Buffer.from(claims.toString(16).padStart(16, '0').slice(-16), 'hex')]);
  if (masked) length[0]! |= 128;
  // A mask of zeros changes nothing.
  return Buffer.concat([Buffer.from([first | opcode]), length, Buffer.alloc(masked ? 4 : 0), payload]);
};
const said = fc.oneof(
  fc.constantFrom(
    '{"event":"pusher:ping"}',
    '{"event":"pusher:subscribe","data":{"channel":"a"}}',
    '{"event":"client-x","channel":"a","data":"@deep"}',
    '"@deep"',
    '\u00e9',
  ),
  nasty,
);
const frames = fc.array(
  fc
    .record({
      opcode: fc.constantFrom(1, 1, 1, 0, 2, 3, 8, 9, 10, 15),
      first: fc.constantFrom(128, 128, 128, 0, 192, 240),
      masked: fc.constantFrom(true, true, true, false),
      payload: fc.oneof(
        said.map((text) => Buffer.from(deepened(text))),
        fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
        fc.constantFrom(Buffer.alloc(70_000, 120), Buffer.alloc(140_000, 120), Buffer.from([3, 231]), Buffer.from([0])),
      ),
      claims: fc.option(fc.constantFrom(0, 125, 65_535, 2 ** 31, 2 ** 52), { nil: undefined, freq: 8 }),
    })
    .map(({ opcode, first, masked, payload, claims }) => frameOf(opcode, first, masked, payload, claims)),
  { maxLength: 6 },
);
const socket = frames.map((all) => Buffer.concat([SOCKET, ...all]));

const path = fc.oneof(
  fc.constantFrom(
    '/pusher/auth',
    '/pusher/user-auth?key=__proto__',
    '/apps/app-id/events',
    '/apps/%/channels/%ff',
    '/app/app-key?protocol=7',
    '//../..//',
    'http://elsewhere/pusher/auth',
    '*',
    `/${'%'.repeat(10_000)}`,
    `/pusher/auth?${'a=b&'.repeat(20_000)}`,
  ),
  fc.webPath(),
);
const mostly = (good: string): fc.Arbitrary<string> =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: nasty });
const anyInfo = fc.oneof(fc.constantFrom('"@deep"', '{"a":"@deep"}', '{}'), nasty);
/** What is posted to an authorization endpoint. */
export const form: fc.Arbitrary<string> = fc
  .record(
    {
      socket_id: mostly('1.1'),
      channel_name: mostly('presence-a'),
      'channel_name[]': mostly('presence-b'),
      'channel_name[0]': mostly('private-c'),
      user_id: nasty,
      user_info: anyInfo,
      watchlist: nasty,
    },
    { requiredKeys: ['socket_id'] },
  )
  .map((fields) =>
    new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, deepened(value)])).toString(),
  );
const hosts = fc.constantFrom(
  'Host: x\r\n',
  '',
  'Host: a\r\nHost: b\r\n',
  'Origin: \u00ff\u0080\r\nHost: x\r\nAccess-Control-Request-Headers: \u00ff\r\n',
  'Host: x\r\nExpect: the-unexpected\r\n',
  'Host: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n',
  'Host: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n',
  `Host: x\r\nX: ${'x'.repeat(20_000)}\r\n`,
  'Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n',
  ' folded\r\n',
);
const request = fc
  .tuple(
    fc.constantFrom('POST', 'POST', 'POST', 'GET', 'OPTIONS', 'CONNECT', 'TRACE', 'HEAD', 'PRI', '__proto__'),
    path,
    hosts,
    fc.oneof({ weight: 6, arbitrary: form }, nasty, fc.constant('x'.repeat(1_100_000))),
    fc.constantFrom(0, 0, 0, 0, 1, -3, 1e9, Number.NaN),
  )
  .map(([method, target, headers, body, lie]) =>
    latin1(`${method} ${target} HTTP/1.1\r\n${headers}Content-Length: ${body.length + lie}\r\n\r\n${body}`),
  );
/** Nothing wrong but the fields. */
const asked = form.map((body) =>
  latin1(`POST /pusher/auth HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
);
const chunked = fc
  .tuple(fc.constantFrom('5', 'fffffffffffffff', '-1', 'g', '0', '5;'.repeat(9_000)), nasty)
  .map(([size, text]) =>
    latin1(
      `POST /pusher/auth HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${size}\r\n${text}\r\n0\r\n\r\n`,
    ),
  );

/** Signed as it has to be, by whoever has the secret. */
const signed = fc
  .constantFrom('"@deep"', '{"name":"e","channel":"a","data":"@deep"}', '{"batch":"@deep"}')
  .map((text) => {
    const body = deepened(text);
    const target = `/apps/app-id/${text.includes('batch') ? 'batch_events' : 'events'}`;
    const params = {
      auth_key: 'app-key',
      auth_timestamp: String(Math.floor(Date.now() / 1_000)),
      auth_version: '1.0',
      body_md5: bodyMd5(body),
    };
    const auth_signature = sign('app-secret', requestMessage('POST', target, params));
    const query = new URLSearchParams({ ...params, auth_signature }).toString();
    return latin1(`POST ${target}?${query} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });

const garbage = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  // What a client of TLS, or of HTTP/2, says first.
  fc.constantFrom(Buffer.from('16030100f1010000ed0303', 'hex'), latin1('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')),
  fc
    .constantFrom('Sec-WebSocket-Extensions: x; y="\r\n', 'Sec-WebSocket-Protocol: ,,\r\n', 'Origin: \u00ff\r\n')
    .map((more) => upgrade('/app/app-key?protocol=7', more)),
  fc.constantFrom('/app/%', '/app/__proto__?protocol=7', '/app/app-key?protocol=1e1', '/').map((to) => upgrade(to)),
);

/** All that one connection writes; cut somewhere, at times. */
export const written: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: socket }, { weight: 4, arbitrary: request }, asked, chunked, signed, garbage),
    fc.option(fc.nat(), { nil: undefined, freq: 4 }),
  )
  .map(([bytes, cut]) => (cut === undefined ? bytes : bytes.subarray(0, cut % (bytes.length + 1))));
