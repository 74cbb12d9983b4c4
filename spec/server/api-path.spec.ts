import fc from 'fast-check';
import { of } from 'rxjs';
import { requestMessage, sign } from '../../lib/protocol/signature.js';
import { apiPath } from '../../lib/server/api-path.js';
import { createPusherServer } from '../../lib/server/index.js';
import { runs } from '../fuzz/runs.js';
import { errorLike } from '../support/error-like.js';
import { listen } from '../support/listen.js';

const place = { origin: 'https://api-eu.pusher.com', prefix: '', appPath: '/apps/3' };

describe('the path of a request', () => {
  it('is what goes over the wire: escaped where it has to be', () => {
    expect(apiPath(place, '/channels/presence-a@b=c,d;e.f/users')).toBe('/apps/3/channels/presence-a@b=c,d;e.f/users');
    expect(apiPath(place, '/users/a%20b/x%2Fy')).toBe('/apps/3/users/a%20b/x%2Fy');
    expect(apiPath(place, '/ü💥/"<>`{}|^[]/...')).toBe(`/apps/3/%C3%BC%F0%9F%92%A5/%22%3C%3E%60%7B%7D%7C%5E%5B%5D/...`);
  });

  it.each([
    'channels',
    '',
    '/channels?info=cache',
    '/a#b',
    '/a\\b',
    // Each of these would be resolved, some of them only once what is no part of a URL has been dropped from it.
    '/channels/..',
    '/%2e%2E/x',
    '/./x',
    '/.',
    '/..',
    '/.%2e',
    '/users/x\n/.\n./.\t.%2f',
    '/users/x/.\t./..\r',
    '/x/..\n',
    '/%2e\n%2e/x',
    '/\\..\\x',
    // White space of all kinds, and characters that command.
    '/a b',
    ' /a',
    '/a ',
    '/a\u00a0b',
    '/a\u2028b',
    '/\ufeffa',
    '/a\u0000b',
    '/a\u001bb',
    '/a\u0085b',
    '/a\u007fb',
    '/a%',
    '/a%zz',
    '/\ud800',
  ])('is refused where it is %j', (path) => {
    expect(() => apiPath(place, path)).toThrow(errorLike({ _tag: 'ArgumentError', argument: 'path' }));
  });

  it.each([undefined, null, 7, {}, ['/a']])('is refused where it is %p', (path) => {
    expect(() => apiPath(place, path)).toThrow(errorLike({ _tag: 'ArgumentError', argument: 'path' }));
  });

  const piece = fc.oneof(
    fc.constantFrom(
      ...[
        '/',
        '.',
        '..',
        '%2e',
        '%2E',
        '%2f',
        '%5c',
        '%',
        '%25',
        '\\',
        '\t',
        '\n',
        '\r',
        ' ',
        '?',
        '#',
        '@',
        ':',
        '//',
        'a',
      ],
      ...[
        'ü',
        '💥',
        '\ud800',
        '\u0000',
        '\u2028',
        '\ufeff',
        '|',
        '^',
        '"',
        '<',
        '`',
        '{',
        '[',
        ';',
        '&',
        '=',
        'apps/4',
      ],
    ),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  const path = fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`);

  it('is signed as it is sent, below that of the app; or is refused', () => {
    fc.assert(
      fc.property(path, fc.constantFrom('', '/reverb', 'some/where/', '/ü'), (given, prefix) => {
        const sent: string[] = [];
        const server = createPusherServer({
          appId: '3',
          key: 'k',
          secret: 's',
          host: 'example.org',
          path: prefix,
          fetch: (url) => (sent.push(url), of({ status: 200, text: () => of('{}') }) as never),
        });
        try {
          listen(server.get({ path: given }));
        } catch (error) {
          expect(error).toMatchObject({ _tag: 'ArgumentError', argument: 'path' });
          return;
        }
        // As whoever sends it sees it.
        const { host, pathname, hash, searchParams } = new URL(sent[0]!);
        const front = { '': '', '/reverb': '/reverb', 'some/where/': '/some/where', '/ü': '/%C3%BC' }[prefix];
        expect([host, hash]).toEqual(['example.org', '']);
        expect(pathname.startsWith(`${front}/apps/3/`)).toBe(true);
        expect(sent[0]!.startsWith(`https://example.org${pathname}?`)).toBe(true);
        const { auth_signature, ...query } = Object.fromEntries(searchParams);
        expect(auth_signature).toBe(sign('s', requestMessage('GET', pathname.slice(front.length), query)));
      }),
      runs(400),
    );
  });
});
