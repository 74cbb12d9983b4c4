import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { get } from 'node:https';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { lastValueFrom } from 'rxjs';
import WebSocket from 'ws';
import { OptionError } from '../../lib/errors.js';
import type { SandboxOptions } from '../../lib/sandbox/index.js';
import { ListenError, startSandbox } from '../../lib/sandbox/index.js';
import { app } from './support/bed.js';
import { certificate } from './support/certificate.js';
import type { Running } from './support/running.js';
import { run, until } from './support/running.js';

const QUERY = '?protocol=7&client=spec&version=1.0';

describe('startSandbox', () => {
  let running: Running | undefined;
  const sockets: WebSocket[] = [];
  const start = async (options?: SandboxOptions) => {
    running = await run(options);
    return running.sandbox;
  };
  const open = (url: string, options = {}) => {
    const socket = new WebSocket(url, options);
    const heard: string[] = [];
    const closes: [number, string][] = [];
    socket.on('message', (data: Buffer) => heard.push(data.toString()));
    socket.on('close', (code, reason) => closes.push([code, reason.toString()]));
    socket.on('error', () => undefined);
    sockets.push(socket);
    return { socket, heard, closes, connected: () => until(() => heard.length > 0, 'handshake') };
  };
  const client = (port: number, options = {}) => open(`ws://127.0.0.1:${port}/app/app-key${QUERY}`, options);

  afterEach(() => {
    sockets.splice(0).forEach((socket) => socket.terminate());
    running?.stop();
    running = undefined;
  });

  it('binds 127.0.0.1 and tells where and for which apps', async () => {
    const sandbox = await start();
    expect(sandbox).toMatchObject({ host: '127.0.0.1', url: `http://127.0.0.1:${sandbox.port}` });
    expect(sandbox.apps).toMatchObject([{ id: 'app-id', key: 'app-key', secret: 'app-secret' }]);
  });

  it('shakes hands over a real socket, and shows who is there', async () => {
    const sandbox = await start();
    const { socket, heard, connected } = client(sandbox.port);
    await connected();
    expect(heard[0]).toContain('pusher:connection_established');
    socket.send('{"event":"pusher:subscribe","data":{"channel":"a"}}');
    await until(() => heard.length > 1, 'subscription');
    expect(sandbox.snapshot().connections).toMatchObject([{ key: 'app-key', channels: ['a'] }]);
    sandbox.publish({ channel: 'a', event: 'e', data: { n: 1 } });
    await until(() => heard.find((text) => text === '{"event":"e","channel":"a","data":"{\\"n\\":1}"}'), 'event');
    socket.close();
    await until(() => sandbox.snapshot().connections.length === 0, 'leaving');
  });

  it('shows what clients send', async () => {
    const sandbox = await start();
    const texts: string[] = [];
    sandbox.received$.subscribe({ next: ({ text }) => texts.push(text), complete: () => texts.push('the end') });
    const { socket, connected } = client(sandbox.port);
    await connected();
    socket.send('{"event":"pusher:ping"}');
    await until(() => texts.length > 0, 'text');
    running?.stop();
    expect(texts).toEqual(['{"event":"pusher:ping"}', 'the end']);
  });

  it.each<[number, string]>([
    [4001, '/app/other?protocol=7'],
    [4005, '/elsewhere?protocol=7'],
    [4007, '/app/app-key?protocol=99'],
  ])('closes with %i for %s, cleanly, after opening', async (code, path) => {
    const sandbox = await start();
    const { closes, heard } = open(`ws://127.0.0.1:${sandbox.port}${path}`);
    await until(() => closes.length > 0, 'close');
    expect([closes[0]?.[0], heard]).toEqual([code, []]);
  });

  it('closes with 4009 for pages of an origin that is not allowed', async () => {
    const sandbox = await start({ allowedOrigins: ['https://a.example'] });
    const { closes } = client(sandbox.port, { origin: 'https://b.example' });
    await until(() => closes.length > 0, 'close');
    expect(closes[0]?.[0]).toBe(4009);
    await client(sandbox.port, { origin: 'https://a.example' }).connected();
  });

  it('closes with 1003 for a binary frame, and 1009 for one too long', async () => {
    const sandbox = await start();
    const clients = [client(sandbox.port), client(sandbox.port), client(sandbox.port)];
    await Promise.all(clients.map(({ connected }) => connected()));
    clients[0]!.socket.send(Buffer.from('{}'));
    clients[1]!.socket.send('x'.repeat(70_000));
    clients[2]!.socket.send('x'.repeat(1_000_000));
    await until(() => clients.every(({ closes }) => closes.length > 0), 'closes');
    expect(clients.map(({ closes }) => closes[0]?.[0])).toEqual([1003, 1009, 1009]);
  });

  it('closes with any code, one connection or all', async () => {
    const sandbox = await start();
    const [one, two] = [client(sandbox.port), client(sandbox.port)];
    await Promise.all([one.connected(), two.connected()]);
    sandbox.close(4200, 'again', sandbox.snapshot().connections[0]!.id);
    await until(() => one.closes.length + two.closes.length > 0, 'close');
    expect([...one.closes, ...two.closes]).toEqual([[4200, 'again']]);
    sandbox.close(1006);
    await until(() => one.closes.length + two.closes.length > 1, 'close');
    expect([...one.closes, ...two.closes].map(([code]) => code).sort()).toEqual([1006, 4200]);
    expect(() => sandbox.close(999)).toThrow(OptionError);
  });

  it('goes away for a while, and comes back on the same port', async () => {
    const sandbox = await start();
    const { closes, connected } = client(sandbox.port);
    await connected();
    const back = lastValueFrom(sandbox.outage(100), { defaultValue: undefined });
    void sandbox.outage(150);
    await until(() => closes.length > 0, 'cut');
    expect(closes[0]?.[0]).toBe(1006);
    const refused = client(sandbox.port);
    await until(() => refused.closes.length > 0, 'refusal');
    await back;
    await client(sandbox.port).connected();
    expect(sandbox.snapshot().connections).toHaveLength(1);
  });

  it('errors when its port was taken meanwhile', async () => {
    const sandbox = await start();
    const back = lastValueFrom(sandbox.outage(50), { defaultValue: undefined });
    const thief = await run({ port: sandbox.port });
    await expect(back).rejects.toThrow(ListenError);
    thief.stop();
  });

  it('does not listen if it is stopped while it looks its host up', async () => {
    const ports: number[] = [];
    const subscription = startSandbox({ host: 'localhost', port: 0 }).subscribe(({ port }) => ports.push(port));
    subscription.unsubscribe();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(ports).toEqual([]);
    // A server that listened would keep the process; the last spec of this file starts one to see.
    const { sandbox, stop } = await run({ host: 'localhost' });
    await open(`ws://localhost:${sandbox.port}/app/app-key${QUERY}`).connected();
    stop();
  });

  it('does not come back from an outage when it was stopped meanwhile', async () => {
    const sandbox = await start();
    sandbox.outage(20);
    running?.stop();
    await new Promise((resolve) => setTimeout(resolve, 60));
    const { closes } = client(sandbox.port);
    await until(() => closes.length > 0, 'refusal');
  });

  it('lets a function answer HTTP requests first', async () => {
    const sandbox = await start({
      http: ({ url }, response) => {
        if (url !== '/') return false;
        response.end('a page');
        return true;
      },
    });
    expect(await (await fetch(`${sandbox.url}/`)).text()).toBe('a page');
    expect((await fetch(`${sandbox.url}/apps/app-id/channels`)).status).toBe(401);
    expect((await fetch(`${sandbox.url}/nothing`)).status).toBe(404);
  });

  it('answers 413 to a body above a megabyte', async () => {
    const sandbox = await start();
    const answer = await fetch(`${sandbox.url}/pusher/auth`, { method: 'POST', body: 'x'.repeat(1_048_577) });
    expect(answer.status).toBe(413);
  });

  it('survives requests that break off', async () => {
    const sandbox = await start();
    const broken = request({
      port: sandbox.port,
      method: 'POST',
      path: '/pusher/auth',
      headers: { 'content-length': 10 },
    });
    broken.on('error', () => undefined);
    broken.write('x');
    const garbage = connect(sandbox.port, '127.0.0.1', () => garbage.write('\u0000\u0001garbage\r\n\r\n'));
    garbage.on('error', () => undefined);
    await new Promise((resolve) => setTimeout(resolve, 30));
    broken.destroy();
    garbage.destroy();
    await client(sandbox.port).connected();
  });

  it('speaks wss and https with a certificate', async () => {
    const sandbox = await start({ tls: certificate, apps: [app({ forceTLS: true })] });
    expect(sandbox.url).toMatch(/^https:/);
    await open(`wss://127.0.0.1:${sandbox.port}/app/app-key${QUERY}`, { ca: certificate.cert }).connected();
    const status = await new Promise((resolve) =>
      get(`${sandbox.url}/apps/app-id/channels`, { ca: certificate.cert, agent: false }, (response) => {
        resolve(response.statusCode);
        response.resume();
      }),
    );
    expect(status).toBe(401);
  });

  it('errors with a ListenError when the port is in use, and names it', async () => {
    const { port } = await start();
    const refused = run({ port });
    await expect(refused).rejects.toThrow(ListenError);
    await expect(refused).rejects.toThrow(`cannot listen on 127.0.0.1:${port}: the port is in use`);
  });

  it.each<[string, unknown]>([
    ['port', { port: 70_000 }],
    ['port', { port: '6001' }],
    ['port', { port: 1.5 }],
    ['host', { host: '' }],
    ['path', { path: 'reverb/' }],
    ['tls.key', { tls: { cert: 'x' } }],
    ['http', { http: true }],
    ['maxConnections', { maxConnections: Number.NaN }],
    ['allowedOrigins', { allowedOrigins: '*' }],
    ['random', { random: 4 }],
    ['prot', { prot: 6001 }],
    ['apps[0].secret', { apps: [{ id: 'i', key: 'k' }] }],
    ['options', null],
  ])('throws for a wrong option, at the call: %s', (option, options) => {
    expect(() => startSandbox(options as SandboxOptions)).toThrow(OptionError);
    expect(() => startSandbox(options as SandboxOptions)).toThrow(`option ${option}: `);
  });

  it.each<[string, unknown, string]>([
    ['port', { port: '6001' }, 'not a port (of text Number() makes one)'],
    ['port', { port: '' }, 'not a port (of text Number() makes one)'],
    ['ports', { ports: 6001 }, 'no such option; did you mean port?'],
    ['hosts', { hosts: 'localhost' }, 'no such option; did you mean host?'],
    ['hostname', { hostname: 'localhost' }, 'no such option; did you mean host or '],
    ['app', { app: {} }, 'no such option; did you mean apps or path?'],
    ['apps', { apps: {} }, 'not a list'],
    ['apps', { apps: [] }, 'not a list of { id, key, secret }'],
    ['tls', { tls: true }, 'not an object of cert and key, both PEM'],
    ['tls.cert', { tls: { key: 'k' } }, 'missing'],
    ['tls.ca', { tls: { ca: 'c' } }, 'no such option; did you mean cert or key?'],
    ['maxConnection', { maxConnection: 5 }, 'no such option; did you mean maxConnections?'],
    ['allowedOrigins', { allowedOrigins: 'http://a' }, 'not a list, each a string that is not empty'],
    ['apps[0].appKey', { apps: [{ ...app(), appKey: 'k' }] }, 'no such option; did you mean '],
    [
      'apps[0].clientMessage',
      { apps: [{ ...app(), clientMessage: true }] },
      'no such option; did you mean clientMessages?',
    ],
    ['apps[0].enabled', { apps: [{ ...app(), enabled: 'true' }] }, 'not true or false, without quotes'],
    [
      'apps[0].webhooks[0].events',
      { apps: [{ ...app(), webhooks: [{ url: 'http://x', events: ['x'] }] }] },
      'not a list, each one of channel_occupied, ',
    ],
    [
      'apps[0].webhooks[0].uri',
      { apps: [{ ...app(), webhooks: [{ uri: 'http://x' }] }] },
      'no such option; did you mean url?',
    ],
    ['apps[0].webhooks[0].url', { apps: [{ ...app(), webhooks: [{}] }] }, 'missing'],
    ['secret', { secret: 's' }, 'no such option; did you mean host or port or tls or http or apps or path or '],
    ['options', 6001, 'not an object'],
  ])('says what to write instead: %s of %j', (option, options, reason) => {
    expect(() => startSandbox(options as SandboxOptions)).toThrow(`option ${option}: ${reason}`);
  });

  it('starts nothing before it is subscribed to, and one server for each subscription', async () => {
    const sandbox$ = startSandbox({ port: 0 });
    const ports: number[] = [];
    const subscriptions = [1, 2].map(() => sandbox$.subscribe(({ port }) => ports.push(port)));
    await until(() => ports.length === 2, 'both');
    expect(new Set(ports).size).toBe(2);
    subscriptions.forEach((subscription) => subscription.unsubscribe());
  });

  it('leaves nothing that would keep the process, with clients connected and an outage under way', async () => {
    const script = `
      import { startSandbox } from './lib/sandbox/index.ts';
      import WebSocket from 'ws';
      startSandbox({ host: 'localhost', port: 0 }).subscribe().unsubscribe();
      const app = { id: 'i', key: 'app-key', secret: 's', webhooks: [{ url: 'http://127.0.0.1:9' }] };
      const subscription = startSandbox({ port: 0, apps: [app] }).subscribe((sandbox) => {
        const socket = new WebSocket('ws://127.0.0.1:' + sandbox.port + '/app/app-key?protocol=7');
        socket.on('error', () => {});
        socket.once('message', () => {
          // The webhook of this subscription is tried again for minutes.
          socket.send('{"event":"pusher:subscribe","data":{"channel":"a"}}');
          setTimeout(() => {
            sandbox.outage(60_000);
            subscription.unsubscribe();
            console.log('stopped');
          }, 100);
        });
      });`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      { timeout: 10_000 },
    );
    expect(stdout).toBe('stopped\n');
  });
});
