import { EMPTY, map, merge, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import WebSocket from 'ws';
import { createPusher } from '../../../lib/index.js';
import type { Pusher } from '../../../lib/index.js';
import { DEFAULT_APP } from '../../../lib/sandbox/engine/app-options.js';
import type { Sandbox } from '../../../lib/sandbox/index.js';
import { createAuthorization } from '../../../lib/testing/authorization.js';
import { createScripts } from '../../../lib/testing/create-scripts.js';
import type { FakePusherOptions, Scripts } from '../../../lib/testing/index.js';
import { clientOptions } from '../../../lib/testing/options.js';
import { createPlay } from '../../../lib/testing/script.js';
import type { Stage } from '../../../lib/testing/stage.js';
import { run } from '../../sandbox/support/running.js';
import { startProxy } from './proxy.js';

/** What `fakePusher` gives, but over TCP and in real time: a client, a proxy, the sandbox. */
export interface RealPusher {
  readonly pusher: Pusher;
  readonly server: Scripts;
  readonly port: number;
  readonly sandbox: Sandbox;
  stop(): void;
}

/** The letters of marbles in real time, so many times slower; one frame is 10 ms. */
const inRealTime =
  (slower: number) =>
  (marbles: string): Observable<string> =>
    merge(
      ...TestScheduler.parseMarbles(marbles, undefined, undefined, false, true).map(({ frame, notification }) =>
        notification.kind === 'N' ? timer(frame * slower).pipe(map(() => String(notification.value))) : EMPTY,
      ),
    );

const peer = (port: number, socketIds: Set<string>) => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/app/app-key?protocol=7`);
  const frames: ((socketId: string) => object)[] = [];
  let socketId: string | undefined;
  const flush = () => {
    if (socketId === undefined) return;
    for (const frame of frames.splice(0)) socket.send(JSON.stringify(frame(socketId)));
  };
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as { event: string; data: string };
    if (frame.event !== 'pusher:connection_established') return;
    socketId = (JSON.parse(frame.data) as { socket_id: string }).socket_id;
    socketIds.add(socketId);
    flush();
  });
  socket.on('error', () => undefined);
  return {
    say: (frame: (socketId: string) => object) => {
      frames.push(frame);
      flush();
    },
    leave: () => socket.terminate(),
  };
};

export const realPusher = async (
  { user, latency, app, ...options }: FakePusherOptions,
  slower = 1,
): Promise<RealPusher> => {
  const settings = { ...DEFAULT_APP, subscriptionCounts: false, ...app };
  const { sandbox, stop } = await run({ apps: [settings] });
  const proxy = await startProxy(sandbox.port);
  if (latency !== undefined) proxy.delay(latency);
  const peers: { leave(): void }[] = [];
  const socketIds = new Set<string>();

  const stage: Stage = {
    publish: (channel, event, data) => sandbox.publish({ channel, event, data }),
    peer: () => {
      const one = peer(sandbox.port, socketIds);
      peers.push(one);
      return one;
    },
    users: () => sandbox.snapshot().connections.flatMap(({ userId }) => userId ?? []),
    close: (code) => {
      for (const { id, socketId } of sandbox.snapshot().connections)
        if (!socketIds.has(socketId)) sandbox.close(code, '', id);
    },
    become: (condition) => proxy.become(condition),
    delay: (next) => proxy.delay(next),
    say: (text) => proxy.say(text),
  };
  const { part, endpoint } = createAuthorization((path, init) => fetch(sandbox.url + path, init));
  const network = { WebSocket: WebSocket as never };
  const address = { wsHost: '127.0.0.1', wsPort: proxy.port, forceTLS: false };
  return {
    pusher: createPusher(settings.key, clientOptions({ ...address, ...options }, user, network, endpoint)),
    server: createScripts(stage, settings, part, createPlay(inRealTime(slower))),
    port: proxy.port,
    sandbox,
    stop: () => {
      for (const { leave } of peers) leave();
      proxy.stop();
      stop();
    },
  };
};
