import fc from 'fast-check';
import type { EngineOptions } from '../../../lib/sandbox/engine/index.js';
import { app, createBed } from '../support/bed.js';

const GOOD = '/app/app-key?protocol=7&client=js&version=8.6.0&flash=false';

describe('a connection that is opened', () => {
  it('hears a handshake with its socket id and the activity timeout in seconds, its data a string', () => {
    const bed = createBed({ apps: [app({ activityTimeout: 30_000 })] });
    bed.handle({ type: 'opened', connection: 1, url: GOOD });
    const [text] = bed.texts(1);
    const { event, data } = JSON.parse(text!) as { event: string; data: string };
    expect(event).toBe('pusher:connection_established');
    expect(JSON.parse(data)).toEqual({
      socket_id: expect.stringMatching(/^\d+\.\d+$/) as string,
      activity_timeout: 30,
    });
  });

  it('has a socket id of its own, the same in every run', () => {
    const ids = () => {
      const bed = createBed();
      return Array.from({ length: 50 }, (_, id) => bed.connect(id));
    };
    expect(new Set(ids()).size).toBe(50);
    expect(ids()).toEqual(ids());
  });

  type Row = [code: number, title: string, url: string, options?: EngineOptions, input?: object];
  const refused: Row[] = [
    [4000, 'without TLS where the app asks for it', GOOD, { apps: [app({ forceTLS: true })] }],
    [4001, 'an unknown key', '/app/other?protocol=7'],
    [4003, 'a disabled app', GOOD, { apps: [app({ enabled: false })] }],
    [4004, 'an app over its quota', GOOD, { apps: [app({ maxConnections: 0 })] }],
    [4005, 'a path that is none', '/apps/app-key?protocol=7'],
    [4005, 'a path that goes on', '/app/app-key/more?protocol=7'],
    [4005, 'a path without a key', '/app/?protocol=7'],
    [4005, 'a path without the prefix', GOOD, { path: '/reverb' }],
    [4006, 'a version that is none', '/app/app-key?protocol=7&version=latest'],
    [4006, 'an empty version', '/app/app-key?protocol=7&version='],
    [4007, 'a protocol to come', '/app/app-key?protocol=8'],
    [4007, 'a protocol that is no number', '/app/app-key?protocol=seven'],
    [4007, 'a protocol of zero', '/app/app-key?protocol=0'],
    [4008, 'no protocol', '/app/app-key'],
    [4008, 'an empty protocol', '/app/app-key?protocol='],
    [
      4009,
      'an origin that is not allowed',
      GOOD,
      { allowedOrigins: ['https://a.example'] },
      { origin: 'https://b.example' },
    ],
    [4100, 'a server at its capacity', GOOD, { maxConnections: 0 }],
  ];
  it.each(refused)('is closed with %i for %s, without a frame', (code, _, url, options = {}, input = {}) => {
    const bed = createBed(options);
    const effects = bed.handle({ type: 'opened', connection: 1, url, ...input });
    expect(effects).toEqual([{ type: 'close', connection: 1, code, reason: expect.any(String) as string }]);
    expect(bed.engine.snapshot().connections).toEqual([]);
  });

  it.each([
    ['with TLS where the app asks for it', GOOD, { apps: [app({ forceTLS: true })] }, { secure: true }],
    ['of an older protocol', '/app/app-key?protocol=5&version=0.0.0-dev', {}, {}],
    ['without a version', '/app/app-key?protocol=7', {}, {}],
    ['under the prefix', `/reverb${GOOD}`, { path: '/reverb' }, {}],
    ['from an allowed origin', GOOD, { allowedOrigins: ['https://a.example'] }, { origin: 'https://a.example' }],
    ['from no page at all', GOOD, { allowedOrigins: ['https://a.example'] }, {}],
    ['with an escaped key', '/app/app%2Dkey?protocol=7', {}, {}],
  ])('is taken %s', (_, url, options: EngineOptions, input) => {
    const bed = createBed(options);
    bed.handle({ type: 'opened', connection: 1, url, ...input });
    expect(bed.heard(1)).toMatchObject([{ event: 'pusher:connection_established' }]);
  });

  it('frees its place in the quota when it goes, or is closed', () => {
    const bed = createBed({ apps: [app({ maxConnections: 1 })], maxConnections: 1 });
    bed.connect(1);
    bed.handle({ type: 'opened', connection: 2, url: GOOD });
    expect(bed.closed(2)?.[0]).toBe(4004);
    bed.gone(1);
    bed.connect(3);
    bed.handle({ type: 'disconnect', code: 4200 });
    expect(bed.closed(3)).toEqual([4200, '']);
    bed.connect(4);
  });

  it.each(['x', 'ä', '€', '💥'])('gives a reason that fits into a close frame, cut between characters: %s', (c) => {
    fc.assert(
      fc.property(fc.nat({ max: 130 }), fc.nat({ max: 3 }), (length, shift) => {
        const bed = createBed();
        bed.connect(1);
        const reason = '.'.repeat(shift) + c.repeat(length);
        bed.handle({ type: 'disconnect', code: 4200, reason });
        const given = bed.closed(1)?.[1] ?? '';
        expect(Buffer.byteLength(given)).toBeLessThanOrEqual(123);
        expect(reason.startsWith(given)).toBe(true);
        expect(given.length).toBeGreaterThanOrEqual(Math.min(reason.length, 28));
      }),
    );
  });
});
