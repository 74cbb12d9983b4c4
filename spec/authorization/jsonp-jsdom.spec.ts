/**
 * @jest-environment jsdom
 * @jest-environment-options {"resources": "usable", "url": "http://127.0.0.1/"}
 */
import type { ServerResponse } from 'node:http';
import { firstValueFrom, timer } from 'rxjs';
import { channelAuthorizer } from '../../lib/authorization/index.js';
import type { AuthorizationError, HttpAuthorization } from '../../lib/authorization/index.js';
import type { Served } from './server.js';
import { serve } from './server.js';

// JSONP in a document that is none of a browser's, so that it is tried also where no browser is: jsonp.slow.spec.ts has the rest.

let server: Served;
let respond: (response: ServerResponse, callback: string) => void;
const says = (text: (callback: string) => string) => {
  respond = (response, callback) => response.end(text(callback));
};
beforeEach(async () => {
  says((callback) => `${callback}({"auth":"key:signature"})`);
  server = await serve((response, { url }) => {
    respond(response, new URL(url ?? '', 'http://page').searchParams.get('callback') ?? '');
  });
});
afterEach(() => server.close());

const ask = (option: HttpAuthorization = {}) =>
  firstValueFrom(
    channelAuthorizer(
      { endpoint: server.url, transport: 'jsonp', ...option },
      { random: () => 0.5 },
    )({ socketId: '1.2', channelName: 'private-a' }),
  ).then(
    ({ auth }) => auth,
    (error: unknown) => (error as AuthorizationError).message.replace('authorization of "private-a": ', ''),
  );
/** What is left of it in the page. */
const left = () => [document.querySelectorAll('script').length, 'Pusher' in globalThis];
const gone = async () => {
  for (let i = 0; i < 50 && left()[0] !== 0; i += 1) await firstValueFrom(timer(10));
  return left();
};

describe('JSONP', () => {
  it('authorizes by a script, and leaves nothing behind', async () => {
    await expect(Promise.all([ask(), ask()])).resolves.toEqual(['key:signature', 'key:signature']);
    await expect(gone()).resolves.toEqual([0, false]);
  });

  it('hears the first answer of a script that calls twice', async () => {
    says((callback) => `${callback}({"auth":"a"});${callback}({"auth":"b"})`);
    await expect(ask()).resolves.toBe('a');
    await expect(gone()).resolves.toEqual([0, false]);
  });

  it('renews the session where the script calls nobody, as a page to log in on does', async () => {
    let session = 'old';
    respond = (response, callback) => response.end(session === 'new' ? `${callback}({"auth":"a"})` : 'void 0');
    await expect(ask({ refresh: () => (session = 'new') })).resolves.toBe('a');
    await expect(ask({ refresh: () => undefined })).resolves.toBe('a');
    session = 'old';
    await expect(ask()).resolves.toBe('unusable answer: the script did not call the callback');
    await expect(gone()).resolves.toEqual([0, false]);
  });

  it('is left after the time-out, and what comes then finds nobody', async () => {
    let late = () => {};
    respond = (response, callback) => (late = () => response.end(`${callback}({"auth":"a"})`));
    await expect(ask({ timeout: 50 })).resolves.toBe('no answer within 50 ms');
    expect(left()).toEqual([1, true]);
    late();
    await expect(gone()).resolves.toEqual([0, false]);
  });

  it('fails where its provider hangs, and asks nobody', async () => {
    const paramsProvider = () => new Promise<never>(() => undefined);
    await expect(ask({ timeout: 50, paramsProvider })).resolves.toBe('paramsProvider: no answer within 50 ms');
    expect(server.requests).toHaveLength(0);
  });

  it('goes on to other callbacks where another client of the page is loaded', async () => {
    const Pusher = { auth_callbacks: { 500000000: () => 'theirs' } };
    Object.assign(globalThis, { Pusher });
    await expect(ask()).resolves.toBe('key:signature');
    await gone();
    expect(Object.keys(Pusher.auth_callbacks)).toEqual(['500000000']);
    Reflect.deleteProperty(globalThis, 'Pusher');
  });
});
