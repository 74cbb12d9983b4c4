import fc from 'fast-check';
import { actionAfter, delayBefore } from '../../lib/connection/policy.js';
import type { ReconnectSettings } from '../../lib/connection/policy.js';
import { CallbackError, OptionError } from '../../lib/errors.js';
import { ConnectionTimeout, HandshakeError, ServerError, SocketClosed } from '../../lib/connection/errors.js';
import type { CloseAction } from '../../lib/protocol/close-code.js';

const settings = (minDelay = 1_000, maxDelay = 30_000): ReconnectSettings => ({
  minDelay,
  maxDelay,
  maxAttempts: Infinity,
  minUptime: 5_000,
  custom: undefined,
});

describe('what follows a failure', () => {
  it.each([
    [new SocketClosed(4001, ''), 'fatal'],
    [new SocketClosed(1006, ''), 'backoff'],
    [new SocketClosed(4201, ''), 'at-once'],
    [new ServerError(4001, ''), 'fatal'],
    [new ServerError(4000, ''), 'tls'],
    [new ServerError(4004, ''), 'slow'],
    [new ServerError(4200, ''), 'at-once'],
    [new ServerError(null, ''), 'backoff'],
    [new HandshakeError(''), 'backoff'],
    [new ConnectionTimeout('open', 1), 'backoff'],
    [new OptionError('WebSocketCtor', 'none'), 'fatal'],
    [new CallbackError('reconnect', 'thrown'), 'fatal'],
  ] as const)('%s: %s', (cause, action) => {
    expect(actionAfter(cause)).toBe(action);
  });
});

describe('the delay before an attempt', () => {
  it('grows with each attempt in a row, up to maxDelay', () => {
    const least = [1, 2, 3, 4, 5, 6, 2_000].map((attempt) => delayBefore(attempt, 'backoff', settings(), () => 0));
    const most = [1, 2, 3, 4, 5, 6, 2_000].map((attempt) => delayBefore(attempt, 'backoff', settings(), () => 1));
    expect(least).toEqual([1_000, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000]);
    expect(most).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('is spread evenly between minDelay and that bound', () => {
    expect(delayBefore(2, 'backoff', settings(), () => 0.25)).toBe(1_750);
  });

  it('is spread below minDelay where the server asks all to come back at once, but for the third time in a row', () => {
    const delays = (random: number) =>
      [1, 2, 3].map((attempt) => delayBefore(attempt, 'at-once', settings(), () => random));
    expect(delays(0)).toEqual([0, 0, 1_000]);
    expect(delays(0.25)).toEqual([250, 250, 2_750]);
  });

  it('is none where the server asks for TLS, but for the third time in a row', () => {
    expect([1, 2, 3].map((attempt) => delayBefore(attempt, 'tls', settings(), () => 0.25))).toEqual([0, 0, 2_750]);
  });

  it('is the longest for a quota', () => {
    expect(delayBefore(1, 'slow', settings(), () => 0)).toBe(30_000);
  });

  it('grows from nothing too', () => {
    expect([1, 5, 40, 2_000].map((attempt) => delayBefore(attempt, 'backoff', settings(0), () => 0.5))).toEqual([
      1, 16, 15_000, 15_000,
    ]);
  });

  it('is never shorter than minDelay nor longer than maxDelay when backing off', () => {
    const action = fc.constantFrom<CloseAction>('backoff', 'slow', 'at-once', 'tls');
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        action,
        fc.nat(100_000),
        fc.nat(100_000),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, after, minDelay, more, random) => {
          const delay = delayBefore(attempt, after, settings(minDelay, minDelay + more), () => random);
          const atOnce = after !== 'backoff' && after !== 'slow' && attempt <= 2;
          expect(delay).toBeGreaterThanOrEqual(atOnce ? 0 : minDelay);
          expect(delay).toBeLessThanOrEqual(after === 'tls' && atOnce ? 0 : atOnce ? minDelay : minDelay + more);
        },
      ),
    );
  });
});
