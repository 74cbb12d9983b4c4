import type { Sandbox } from '../../lib/sandbox/index.js';
import type { AuthError } from '../../lib/pusher-js/errors.js';
import Pusher from '../../lib/pusher-js/index.js';
import type { Options } from '../../lib/pusher-js/index.js';
import { until } from '../sandbox/support/running.js';
import { bed, heard } from './support.js';
import type { Bed } from './support.js';

interface Asked {
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

describe('signatures for the entry', () => {
  let here: Bed;
  let answer: (asked: Asked) => [status: number, body: string] | undefined;
  const asked: Asked[] = [];
  let sandbox: Sandbox;

  beforeAll(async () => {
    here = await bed({
      http: (request, response) => {
        if (request.url !== '/own') return false;
        let body = '';
        request.on('data', (part) => (body += String(part)));
        request.on('end', () => {
          const one = { headers: request.headers, body };
          asked.push(one);
          const [status, text] = answer(one) ?? [500, ''];
          response.writeHead(status).end(text);
        });
        return true;
      },
    });
    sandbox = here.sandbox;
  });
  beforeEach(() => {
    answer = () => [403, 'no'];
    asked.splice(0);
  });
  afterEach(() => here.clear());
  afterAll(() => here.stop());

  /** The error of a subscription that fails. */
  const refused = async (more: Partial<Options>, name = 'private-a') => {
    const channel = here.client(more).subscribe(name);
    const errors = heard<AuthError>((see) => channel.bind('pusher:subscription_error', see));
    await until(() => errors.length > 0, 'error');
    return errors[0]![0]!;
  };
  const own = () => `${sandbox.url}/own`;

  it('are asked for with the params and the headers of that moment', async () => {
    const headers: Record<string, string> = { 'X-One': '1' };
    const options: Partial<Options> = {
      channelAuthorization: {
        endpoint: own(),
        transport: 'ajax',
        headers,
        params: { a: 'b c' },
        headersProvider: () => ({ 'X-Three': '3' }),
        paramsProvider: () => ({ d: 'é' }),
      },
    };
    const client = here.client(options);
    headers['X-Two'] = '2';
    client.subscribe('private-a');
    await until(() => asked.length === 1, 'request');
    const { socket_id } = client.connection;
    expect(asked[0]!.body).toBe(`socket_id=${socket_id}&channel_name=private-a&a=b%20c&d=%C3%A9`);
    expect(asked[0]!.headers).toMatchObject({ 'x-one': '1', 'x-two': '2', 'x-three': '3' });
  });

  it.each([401, 403, 404, 419, 500])('tell a refusal with %i at once', async (status) => {
    answer = () => [status, ''];
    expect(await refused({ authEndpoint: own() })).toMatchObject({ type: 'AuthError', status });
    expect(asked).toHaveLength(1);
  });

  it('tell an answer that is none, and a server that is not there', async () => {
    answer = () => [200, '<html>'];
    expect(await refused({ authEndpoint: own() })).toMatchObject({ type: 'AuthError', status: 200 });
    expect(await refused({ authEndpoint: 'http://127.0.0.1:1/auth' })).toMatchObject({ type: 'AuthError', status: 0 });
  });

  it.each<[string, unknown, unknown, Partial<AuthError>]>([
    ['an error', new Error('mine'), null, { error: 'mine' }],
    ['an error with a status', Object.assign(new Error('mine'), { status: 402 }), null, { error: 'mine', status: 402 }],
    ['a text', 'mine', null, { error: 'mine' }],
    ['true and a status, as pusher-js-auth does', true, 403, { error: 'refused', status: 403 }],
  ])('tell what a handler rejects with: %s', async (_what, error, data, expected) => {
    const customHandler = (_request: unknown, done: (error: never, data: never) => void) =>
      void setTimeout(() => done(error as never, data as never));
    expect(await refused({ channelAuthorization: { customHandler } })).toEqual({ type: 'AuthError', ...expected });
  });

  it('come from the deprecated authorizer, which is told the channel and the options', async () => {
    const told: unknown[] = [];
    const client = here.client({
      authorizer: (channel, options) => ({
        authorize: (socketId, done) => {
          told.push([channel === client.channel('private-a'), options, socketId === client.connection.socket_id]);
          done(new Error('no'), null);
        },
      }),
      authEndpoint: '/x',
      auth: { headers: { a: '1' } },
    });
    client.subscribe('private-a');
    await until(() => told.length > 0, 'authorizer');
    const options = { authTransport: 'ajax', authEndpoint: '/x', auth: { params: undefined, headers: { a: '1' } } };
    expect(told).toEqual([[true, options, true]]);
  });

  it('are asked of a handler for all channels in one turn, however long that takes, and once for each', async () => {
    const turns: string[][] = [];
    const client = here.client({
      channelAuthorization: {
        customHandler: ({ channelName }) => {
          if (turns.length === 0) {
            turns.push([]);
            setTimeout(() => turns.push([]));
          }
          turns.at(-1)!.push(channelName);
          // Longer than the client underneath goes on without a pause.
          for (const until = performance.now() + 20; performance.now() < until;);
        },
      },
    });
    for (const name of ['private-a', 'presence-b', 'private-c', 'd']) client.subscribe(name);
    await until(() => turns.length > 1, 'the next turn');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(turns).toEqual([['private-a', 'presence-b', 'private-c'], []]);
  });

  it('are asked of a handler before `subscribe` returns, within handlers too', async () => {
    const asked: string[] = [];
    const client = here.client({
      channelAuthorization: { customHandler: ({ channelName }) => void asked.push(channelName) },
    });
    const before: string[][] = [];
    client.subscribe('public').bind('pusher:subscription_succeeded', () => {
      client.subscribe('private-a');
      before.push([...asked]);
    });
    await until(() => before.length > 0, 'subscription');
    expect(before).toEqual([['private-a']]);
  });

  it('take null for what is left out', async () => {
    const client = here.client({
      channelAuthorization: {
        customHandler: ({ socketId, channelName }, done) =>
          void fetch(`${sandbox.url}/pusher/auth`, {
            method: 'POST',
            body: new URLSearchParams({ socket_id: socketId, channel_name: channelName }),
          })
            .then((response) => response.json() as Promise<{ auth: string }>)
            .then(({ auth }) => done(null, { auth, channel_data: null, shared_secret: null } as never)),
      },
    });
    const channel = client.subscribe('private-a');
    await until(() => channel.subscribed, 'subscription');
  });

  it('of the user: signs in, again after a reconnect, and says what fails', async () => {
    const client = here.client();
    const online = heard((see) => client.user.watchlist.bind('offline', see));
    const notes = heard((see) => client.user.bind('note', see));
    client.signin();
    const first = client.user.signinDonePromise;
    await first;
    expect(client.user.user_data).toMatchObject({ id: 'me' });
    await until(() => online.length === 1, 'watchlist');
    expect(online).toEqual([[{ name: 'offline', user_ids: ['you'] }]]);
    sandbox.close(4200);
    await until(() => client.user.user_data === null, 'loss');
    await client.user.signinDonePromise;
    const onChannel = () => sandbox.snapshot().channels.some(({ name }) => name === '#server-to-user-me');
    await until(onChannel, 'the channel of the user');
    sandbox.publish({ channel: '#server-to-user-me', event: 'note', data: 1 });
    await until(() => notes.length === 1, 'note');
    expect(client.user.signinDonePromise).not.toBe(first);

    const other = here.client({ userAuthentication: { endpoint: own() } });
    const errors = heard((see) => other.user.bind('pusher:signin_error', see));
    other.signin();
    await until(() => errors.length === 1, 'error');
    expect(errors).toMatchObject([[{ type: 'AuthError', status: 403 }]]);
    await other.user.signinDonePromise;
  });
});

describe('the statics of the entry', () => {
  // `ready()` connects all there are, those of other specs too.
  beforeEach(() => {
    Pusher.instances = [];
  });
  afterEach(() => {
    Pusher.isReady = true;
    Pusher.log = undefined;
  });

  it('hold clients back until they are ready', () => {
    Pusher.isReady = false;
    const client = new Pusher('key', { wsHost: '127.0.0.1', wsPort: 1, forceTLS: false });
    client.subscribe('a');
    expect([client.connection.state, Pusher.instances.includes(client)]).toEqual(['initialized', true]);
    Pusher.ready();
    expect([client.connection.state, Pusher.isReady]).toEqual(['connecting', true]);
    client.disconnect();
  });

  it('log what happens', () => {
    const lines: string[] = [];
    Pusher.log = (line) => lines.push(line);
    new Pusher('key', { wsHost: '127.0.0.1', wsPort: 1, forceTLS: false }).disconnect();
    expect(lines).toEqual(['Pusher : State initialized -> connecting', 'Pusher : State connecting -> disconnected']);
  });
});
