import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import type { ConnectionError } from '../../lib/pusher-js/errors.js';
import Pusher from '../../lib/pusher-js/index.js';
import { until } from '../sandbox/support/running.js';
import { bed, heard } from './support.js';
import type { Bed } from './support.js';

describe('the connection of the entry', () => {
  let here: Bed;
  beforeAll(async () => {
    here = await bed();
  });
  afterEach(() => here.clear());
  afterAll(() => here.stop());

  const connected = async (client: Pusher) => {
    await until(() => client.connection.state === 'connected', 'connection');
    return client;
  };
  const states = (client: Pusher) =>
    heard<{ previous: string; current: string }>((see) => client.connection.bind('state_change', see));

  it('is connecting when the client is made, and then connected, with a socket id', async () => {
    const client = here.client();
    expect(client.connection.state).toBe('connecting');
    const ids = heard((see) => client.connection.bind('connected', see));
    await connected(client);
    expect(ids).toEqual([[{ socket_id: client.connection.socket_id }]]);
    expect(here.sandbox.snapshot().connections.map(({ socketId }) => socketId)).toContain(client.connection.socket_id);
  });

  it.each([4200, 4201, 4100, 1001, 1006, 1011])('comes back after a close with %i', async (code) => {
    const client = await connected(here.client());
    const before = client.connection.socket_id;
    const changes = states(client);
    here.sandbox.close(code);
    await until(() => client.connection.state === 'connected' && client.connection.socket_id !== before, 'another');
    expect(changes.map(([change]) => change!.current)).toEqual(['connecting', 'connected']);
  });

  it.each([4001, 4003, 4009])('gives up after a close with %i, until it is told to connect', async (code) => {
    const client = await connected(here.client());
    const errors = heard<ConnectionError>((see) => client.connection.bind('error', see));
    here.sandbox.close(code, 'enough');
    await until(() => client.connection.state === 'disconnected', 'end');
    client.subscribe('a');
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(client.connection.state).toBe('disconnected');
    client.connect();
    await connected(client);
    await until(() => client.channels.find('a')?.subscribed, 'its channel');
    expect(errors).toHaveLength(1);
  });

  it('tells one error for a close, with the code where either shape of pusher-js has it', async () => {
    const client = await connected(here.client());
    const errors = heard<ConnectionError>((see) => client.connection.bind('error', see));
    here.sandbox.close(4200, 'again');
    await until(() => errors.length > 0, 'error');
    const data = { code: 4200, message: 'again' };
    expect(errors).toEqual([[{ type: 'WebSocketError', data, error: { type: 'PusherError', data } }]]);
  });

  it('tells no error for a close that is clean, and none while a server is away', async () => {
    const client = await connected(here.client());
    const errors = heard((see) => client.connection.bind('error', see));
    // It is back within milliseconds, too soon for whoever only looks at its state now and then.
    const changes = states(client);
    here.sandbox.close(1001);
    await until(() => changes.some(([change]) => change!.current === 'connecting'), 'loss');
    await connected(client);
    const nobody = new Pusher('key', {
      wsHost: '127.0.0.1',
      wsPort: 1,
      forceTLS: false,
      rx: { reconnect: { minDelay: 1, maxDelay: 2 } },
    });
    nobody.connection.bind('error', () => errors.push(['of nobody']));
    await new Promise((resolve) => setTimeout(resolve, 60));
    nobody.disconnect();
    expect(errors).toEqual([]);
  });

  it('tells what the server says is wrong, in the same shape', async () => {
    const client = await connected(here.client());
    const errors = heard<ConnectionError>((see) => client.connection.bind('error', see));
    client.send_event('client-x', {}, 'never-subscribed');
    await until(() => errors.length > 0, 'error');
    expect(errors[0]![0]).toMatchObject({ type: 'PusherError', data: { message: expect.any(String) as string } });
    expect(errors[0]![0]!.error.data).toEqual(errors[0]![0]!.data);
    expect(client.connection.state).toBe('connected');
  });

  it('is unavailable where nothing answers, and connected once something does', async () => {
    const client = here.client({ unavailableTimeout: 30, rx: { reconnect: { minDelay: 5, maxDelay: 10 } } });
    await connected(client);
    const changes = states(client);
    here.sandbox.outage(200).subscribe();
    await until(() => client.connection.state === 'unavailable', 'unavailable');
    await connected(client);
    expect(changes.map(([change]) => change!.current)).toEqual(['connecting', 'unavailable', 'connected']);
  });

  it('says in how many seconds it tries again', async () => {
    const client = await connected(here.client({ rx: { reconnect: { minDelay: 2_000 } } }));
    const waits = heard((see) => client.connection.bind('connecting_in', see));
    here.sandbox.close(4100);
    await until(() => waits.length > 0, 'wait');
    expect(waits).toEqual([[2]]);
  });

  it('stays closed when it is disconnected while it waits to come back', async () => {
    const client = await connected(here.client({ rx: { reconnect: { minDelay: 20, maxDelay: 20 } } }));
    here.sandbox.close(4100);
    await until(() => client.connection.state === 'connecting', 'loss');
    client.disconnect();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(client.connection.state).toBe('disconnected');
  });

  it('is disconnected at once, and connecting at once', async () => {
    const client = await connected(here.client());
    client.disconnect();
    expect(client.connection.state).toBe('disconnected');
    client.connect();
    expect(client.connection.state).toBe('connecting');
    client.connect();
    await connected(client);
  });

  it('goes on after a first frame that is none, and after an error without a code', async () => {
    const answers = ['{"event":"what"}', '{"event":"pusher:error","data":{"message":"?"}}'];
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    server.on('connection', (socket) =>
      socket.send(answers.shift() ?? '{"event":"pusher:connection_established","data":"{\\"socket_id\\":\\"1.2\\"}"}'),
    );
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const client = here.client({ wsPort: port });
    const errors = heard<ConnectionError>((see) => client.connection.bind('error', see));
    await connected(client);
    expect(client.connection.socket_id).toBe('1.2');
    expect(errors.map(([error]) => error!.type)).toEqual(['HandshakeError', 'WebSocketError']);
    client.disconnect();
    server.close();
  });

  it('hands on every frame, and says what is none', async () => {
    const client = await connected(here.client());
    const [messages, errors] = [
      heard<{ event: string }>((see) => client.connection.bind('message', see)),
      heard<ConnectionError>((see) => client.connection.bind('error', see)),
    ];
    client.subscribe('a').bind('e', () => messages.push([{ event: 'heard before' }]));
    await until(() => client.channels.find('a')?.subscribed, 'subscription');
    messages.splice(0);
    here.sandbox.publish({ channel: 'a', event: 'e', data: { x: 1 } });
    await until(() => messages.length === 2, 'both');
    expect(messages).toEqual([[{ event: 'heard before' }], [{ event: 'e', channel: 'a', data: { x: 1 } }]]);
    expect(errors).toEqual([]);
  });

  it('goes over to another app, and takes channels and handlers along', async () => {
    const there = await bed({ apps: [{ id: 'b', key: 'other-key', secret: 's' }] });
    const client = await connected(here.client());
    const first = client.rx;
    const events = heard((see) => client.subscribe('a').bind('e', see));
    await until(() => client.channels.find('a')?.subscribed, 'subscription');
    const changes = states(client);
    client.options = { ...client.options, wsPort: there.sandbox.port };
    client.switchCluster({ appKey: 'other-key', cluster: 'eu' });
    await until(() => client.connection.state === 'connected' && client.channels.find('a')?.subscribed, 'there');
    there.sandbox.publish({ key: 'other-key', channel: 'a', event: 'e', data: 1 });
    await until(() => events.length === 1, 'event');
    expect(changes.map(([change]) => change!.current)).toEqual(['connecting', 'connected']);
    expect([client.key, client.rx === first]).toEqual(['other-key', false]);
    there.stop();
  });
});
