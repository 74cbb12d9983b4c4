import { filter, firstValueFrom, timeout } from 'rxjs';
import type { Observable } from 'rxjs';
import type { ConnectionState } from '../../lib/index.js';
import { createPusher } from '../../lib/index.js';
import type { Sandbox } from '../../lib/sandbox/index.js';
import { certificate } from '../sandbox/support/certificate.js';
import { wait } from './end.js';
import type { Proxy } from './proxy.js';
import { startProxy } from './proxy.js';
import type { TlsEnd } from './tls.js';
import { startTlsEnd } from './tls.js';

/** Something that goes wrong, until the proxy is mended. */
export interface Fault {
  readonly act: (proxy: Proxy, tls: TlsEnd | undefined) => void;
  /** A cause that the client tells, over TLS or not; none where the connection is kept. */
  readonly cause?: RegExp;
}

/** What became of a client. */
export interface Outcome {
  /** Whether it has another `socket_id` in the end. */
  readonly isNew: boolean;
  readonly heard: readonly unknown[];
  /** The most sockets at a time. */
  readonly most: number;
  /** What came to `errors$`. */
  readonly errors: readonly string[];
  readonly causes: readonly string[];
}

/** ms; long enough for a busy machine, on which a second passes as nothing. */
export const PATIENCE = 1_500;
const TIMES = {
  activityTimeout: PATIENCE,
  pongTimeout: PATIENCE,
  connectTimeout: PATIENCE,
  linger: 0,
  reconnect: { minDelay: 20, maxDelay: 100, minUptime: 50 },
};
/** How long (ms) a fault lasts from when the client has noticed it, or could have. */
const AFTER = PATIENCE + 200;

const told = (state: ConnectionState): string => {
  if (state.status !== 'waiting') return '';
  const { code, message = '' } = (state.cause.cause ?? {}) as { readonly code?: string; readonly message?: string };
  return `${state.cause.message} ${code ?? message}`.trim();
};

/** A client that listens to one channel lives through a fault. */
export const survive = async (sandbox: Sandbox, channel: string, secure: boolean, fault: Fault): Promise<Outcome> => {
  const tls = secure ? await startTlsEnd(() => sandbox.port) : undefined;
  const proxy = await startProxy(() => (tls ?? sandbox).port);
  const pusher = createPusher('app-key', {
    ...TIMES,
    wsHost: '127.0.0.1',
    ...(secure ? { wssPort: proxy.port } : { forceTLS: false, wsPort: proxy.port }),
    webSocketOptions: { ca: certificate.cert },
  });
  const [heard, errors, causes]: [unknown[], string[], string[]] = [[], [], []];
  const until = (state$: Observable<{ readonly status: string }>, wanted: string) =>
    firstValueFrom(
      state$.pipe(
        filter(({ status }) => status === wanted),
        timeout(10_000),
      ),
    );
  const arrived = async (count: number) => {
    for (let left = 200; left > 0 && heard.length < count; left -= 1) await wait(10);
  };
  const subscribed = () => until(pusher.channel(channel).state$, 'subscribed');
  const watching = pusher.state$.subscribe((state) => causes.push(told(state)));
  watching.add(pusher.errors$.subscribe(({ message }) => errors.push(message)));
  watching.add(
    pusher
      .channel(channel)
      .on('e')
      .subscribe((data) => heard.push(data)),
  );
  try {
    await subscribed();
    const before = await firstValueFrom(pusher.socketId$);
    sandbox.publish({ channel, event: 'e', data: 'before' });
    await arrived(1);
    fault.act(proxy, tls);
    if (fault.cause !== undefined) await until(pusher.state$, 'waiting');
    await wait(AFTER);
    proxy.mend();
    await until(pusher.state$, 'connected');
    await subscribed();
    sandbox.publish({ channel, event: 'e', data: 'after' });
    await arrived(2);
    // Once more would come soon after.
    await wait(50);
    const isNew = (await firstValueFrom(pusher.socketId$)) !== before;
    return { isNew, heard, errors, causes: causes.filter(Boolean), most: proxy.clients().most };
  } finally {
    watching.unsubscribe();
    proxy.stop();
    tls?.stop();
  }
};
