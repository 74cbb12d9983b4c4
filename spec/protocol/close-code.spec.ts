import fc from 'fast-check';
import { closeAction } from '../../lib/protocol/close-code.js';

describe('what follows a close', () => {
  it.each([
    // The WebSocket protocol's own.
    [1000, 'backoff'],
    [1001, 'backoff'],
    [1002, 'backoff'],
    [1003, 'backoff'],
    [1004, 'backoff'],
    [1005, 'backoff'],
    [1006, 'backoff'],
    // Pusher's, one by one as documented.
    [4000, 'tls'],
    [4001, 'fatal'],
    [4003, 'fatal'],
    [4004, 'slow'], // over quota: pusher-js gives up for good, a quota passes
    [4005, 'fatal'],
    [4006, 'fatal'],
    [4007, 'fatal'],
    [4008, 'fatal'],
    [4009, 'fatal'],
    [4100, 'backoff'],
    [4200, 'at-once'],
    [4201, 'at-once'],
    [4202, 'at-once'],
    // Not closes by the documentation; milder than in pusher-js if a server makes them so.
    [4301, 'backoff'],
    [4302, 'backoff'],
    // The ends of the bands.
    [3999, 'backoff'],
    [4002, 'fatal'],
    [4099, 'fatal'],
    [4199, 'backoff'],
    [4299, 'at-once'],
    [4300, 'backoff'],
    [4999, 'backoff'],
  ] as const)('%d: %s', (code, action) => {
    expect(closeAction(code)).toBe(action);
  });

  it('is never final for a code outside of 4001 to 4099', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 65_535 }), (code) => {
        expect(closeAction(code) === 'fatal').toBe(code > 4000 && code < 4100 && code !== 4004);
      }),
    );
  });
});
