import Pusher from 'pusher';
import PusherJs from 'pusher-js';
import type { Observable, Subscription } from 'rxjs';
import { firstValueFrom, ReplaySubject } from 'rxjs';
import { WebSocket } from 'ws';
import type { AppOptions, Sandbox } from '../../lib/sandbox/index.js';
import { startSandbox } from '../../lib/sandbox/index.js';
import type { PusherServer, PusherServerOptions } from '../../lib/server/index.js';
import { createPusherServer } from '../../lib/server/index.js';

const MASTER_KEY = btoa('\x07'.repeat(32));
const APP = { id: '3', key: 'the-key', secret: 'the-secret', encryptionMasterKeyBase64: MASTER_KEY };

/** A sandbox, and all that speaks to it. */
export interface SandboxApp {
  readonly sandbox: Sandbox;
  /** Our server side, with other options if wanted. */
  readonly server: (options?: PusherServerOptions & { secret?: string; appId?: string }) => PusherServer;
  /** The official server library. */
  readonly official: (options?: { secret?: string }) => Pusher;
  /** The official client, connected and signed in as a user or not; presence channels are joined as `id`. */
  readonly client: (id?: string) => Promise<PusherJs>;
  readonly stop: () => void;
}

export const startSandboxApp = async (app: Partial<AppOptions> = {}): Promise<SandboxApp> => {
  const started$ = new ReplaySubject<Sandbox>(1);
  const running: Subscription = startSandbox({ port: 0, apps: [{ ...APP, ...app }] }).subscribe(started$);
  const sandbox = await firstValueFrom(started$);
  const { host, port } = sandbox;
  const at = { appId: APP.id, key: APP.key, secret: APP.secret, host, useTLS: false };
  const clients: PusherJs[] = [];
  const server: SandboxApp['server'] = (options = {}) =>
    createPusherServer({ ...at, port, encryptionMasterKeyBase64: MASTER_KEY, ...options });

  const client = async (id?: string): Promise<PusherJs> => {
    const pusher = new PusherJs(APP.key, {
      cluster: 'sandbox',
      wsHost: host,
      wsPort: port,
      forceTLS: false,
      enabledTransports: ['ws'],
      channelAuthorization: {
        transport: 'ajax',
        endpoint: '',
        customHandler: ({ socketId, channelName }, done) =>
          done(null, server().authorizeChannel(socketId, channelName, id === undefined ? undefined : { user_id: id })),
      },
      userAuthentication: {
        transport: 'ajax',
        endpoint: '',
        customHandler: ({ socketId }, done) => done(null, server().authenticateUser(socketId, { id: id ?? '' })),
      },
    });
    clients.push(pusher);
    await new Promise((connected) => pusher.connection.bind('connected', connected));
    return pusher;
  };

  return {
    sandbox,
    server,
    client,
    official: (options = {}) =>
      new Pusher({ ...at, port: String(port), encryptionMasterKeyBase64: MASTER_KEY, ...options }),
    stop: () => {
      for (const pusher of clients) pusher.disconnect();
      running.unsubscribe();
    },
  };
};

/** Subscribes with the official client; gives what it hears as `channel event data` once the server says it is subscribed. */
export const listen = async (client: PusherJs, ...names: string[]): Promise<unknown[]> => {
  const heard: unknown[] = [];
  for (const name of names) {
    const channel = client.subscribe(name);
    channel.bind_global((event: string, data: unknown) => {
      if (!event.startsWith('pusher:')) heard.push([name, event, data]);
    });
    await new Promise((subscribed) => channel.bind('pusher:subscription_succeeded', subscribed));
  }
  return heard;
};

/** A bare connection that signs in as a user; gives the code of its close. (pusher-js keeps a timer of 30 s after one.) */
export const signedInSocket = async (
  { sandbox, server }: SandboxApp,
  id: string,
): Promise<{ closed: Promise<number> }> => {
  const socket = new WebSocket(`${sandbox.url.replace('http', 'ws')}/app/${APP.key}?protocol=7`);
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  const answered = (event: string) =>
    new Promise<string>((resolve) =>
      socket.on('message', (text: Buffer) => {
        const frame = JSON.parse(String(text)) as { event: string; data: string };
        if (frame.event === event) resolve(frame.data);
      }),
    );
  const signedIn = answered('pusher:signin_success');
  const { socket_id } = JSON.parse(await answered('pusher:connection_established')) as { socket_id: string };
  socket.send(JSON.stringify({ event: 'pusher:signin', data: server().authenticateUser(socket_id, { id }) }));
  await signedIn;
  return { closed };
};

/** Waits until something holds. */
export const until = async (holds: () => boolean): Promise<void> => {
  const end = Date.now() + 5_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('did not come to hold');
    await new Promise((later) => setTimeout(later, 2));
  }
};

/** The error of an observable. */
export const failure = (answer$: Observable<unknown>): Promise<unknown> =>
  firstValueFrom(answer$).then(
    () => 'no error',
    (error: unknown) => error,
  );
