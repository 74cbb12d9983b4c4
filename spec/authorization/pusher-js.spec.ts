import type { AddressInfo } from 'node:net';
import PusherJs from 'pusher-js';
import { firstValueFrom } from 'rxjs';
import { WebSocketServer } from 'ws';
import { channelAuthorizer, userAuthenticator } from '../../lib/authorization/index.js';
import type { HttpAuthorization } from '../../lib/authorization/index.js';
import { answer, serve } from './server.js';

const socketId = '131160.155806628';
const random = () => 0.5;

/** The requests pusher-js makes when it is told to do something, by its own Node build. */
const requestsOfPusherJs = async (
  channelOption: HttpAuthorization,
  act: (pusher: PusherJs) => void,
): Promise<Awaited<ReturnType<typeof serve>>['requests']> => {
  let done = () => {};
  const isDone = new Promise<void>((resolve) => (done = resolve));
  const http = await serve((response) => {
    answer(response, 200, { auth: 'key:signature', user_data: '{"id":"1"}' });
    done();
  });
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  sockets.on('connection', (socket) => {
    const data = JSON.stringify({ socket_id: socketId, activity_timeout: 120 });
    socket.send(JSON.stringify({ event: 'pusher:connection_established', data }));
  });
  await new Promise((resolve) => sockets.once('listening', resolve));
  const option = { transport: 'ajax', ...channelOption, endpoint: http.url } as never;
  const pusher = new PusherJs('key', {
    cluster: '',
    wsHost: '127.0.0.1',
    wsPort: (sockets.address() as AddressInfo).port,
    forceTLS: false,
    enabledTransports: ['ws'],
    channelAuthorization: option,
    userAuthentication: option,
  });
  try {
    act(pusher);
    await isDone;
  } finally {
    pusher.disconnect();
    for (const socket of sockets.clients) socket.terminate();
    await new Promise((resolve) => sockets.close(resolve));
    await http.close();
  }
  return http.requests;
};

const awkward = 'a b&c=d+e/ü😀?#[]%\'"()*!~-_.\n';
const options: [string, HttpAuthorization][] = [
  ['nothing else', {}],
  ['params', { params: { a: '1', b: '', [awkward]: awkward, 'user[id]': '7', '2': 'x', '1': 'y' } }],
  ['params and a provider', { params: { a: '1', z: '2' }, paramsProvider: () => ({ a: '3', [awkward]: awkward }) }],
  ['values that are no text', { params: { n: 1, t: true, u: undefined, o: null } as never }],
  ['headers', { headers: { 'X-A': '1', Authorization: 'Bearer a' } }],
  ['headers and a provider', { headers: { 'X-A': '1' }, headersProvider: () => ({ Authorization: 'Bearer b' }) }],
];
const relevant = ({ method, headers, body }: Awaited<ReturnType<typeof requestsOfPusherJs>>[number]) => ({
  method,
  body,
  type: headers['content-type'],
  authorization: headers.authorization,
  a: headers['x-a'],
});

describe('what is sent to an endpoint', () => {
  it.each(options)('for a channel is, byte for byte, what pusher-js sends, with %s', async (_, option) => {
    for (const channelName of ['private-a', 'presence-A_-=@,.;9']) {
      const theirs = await requestsOfPusherJs(option, (pusher) => void pusher.subscribe(channelName));
      const server = await serve((response) => answer(response, 200, { auth: 'key:signature' }));
      await firstValueFrom(
        channelAuthorizer({ ...option, endpoint: server.url }, { random })({ socketId, channelName }),
      );
      await server.close();
      expect(server.requests.map(relevant)).toEqual(theirs.map(relevant));
      expect(server.requests).toHaveLength(1);
    }
  });

  it.each(options)('for the user is, byte for byte, what pusher-js sends, with %s', async (_, option) => {
    const theirs = await requestsOfPusherJs(option, (pusher) => pusher.signin());
    const server = await serve((response) => answer(response, 200, { auth: 'key:signature', user_data: '{}' }));
    await firstValueFrom(userAuthenticator({ ...option, endpoint: server.url }, { random })({ socketId }));
    await server.close();
    expect(server.requests.map(relevant)).toEqual(theirs.map(relevant));
    expect(server.requests).toHaveLength(1);
  });

  it('goes to the endpoints of pusher-js where no other is given', async () => {
    const urls: string[] = [];
    const fetch: HttpAuthorization['fetch'] = (url) => {
      urls.push(url);
      return Promise.resolve(new Response('{"auth":"a","user_data":"{}"}'));
    };
    await firstValueFrom(channelAuthorizer({ fetch }, { random })({ socketId, channelName: 'private-a' }));
    await firstValueFrom(userAuthenticator({ fetch }, { random })({ socketId }));
    expect(urls).toEqual(['/pusher/auth', '/pusher/user-auth']);
  });
});
