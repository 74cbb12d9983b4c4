import type { Server } from 'node:http';
import type { Observable } from 'rxjs';
import { mergeMap, Subject } from 'rxjs';
import type { PusherError } from '../../errors.js';
import type { Driver, Happening } from '../driver.js';
import { drive } from '../driver.js';
import type { Post } from '../engine/effect.js';
import type { Engine } from '../engine/index.js';
import { createSessions, heartbeatOf } from '../http/sessions.js';
import type { SandboxOptions } from '../options.js';
import type { ReceivedText } from '../sandbox.js';
import { acceptRequests } from './requests.js';
import { acceptSessions } from './sessions.js';
import { acceptSockets } from './sockets.js';
import { post } from './webhooks.js';

/** An engine behind a server's sockets and requests. */
export interface Attached extends Driver {
  readonly received$: Observable<ReceivedText>;
  readonly errors$: Observable<PusherError>;
}

export const attach = (server: Server, engine: Engine, options: SandboxOptions): Attached => {
  const received = new Subject<ReceivedText>();
  const errors = new Subject<PusherError>();
  const webhooks = new Subject<Post>();
  const posting = webhooks.pipe(mergeMap(post)).subscribe((error) => errors.next(error));

  const driver = drive(engine, (effect) => {
    if (effect.type === 'respond') requests.carryOut(effect);
    else if (effect.type === 'webhook') webhooks.next(effect);
    else if (!sessions.carryOut(effect)) sockets.carryOut(effect);
  });
  const handle = (happening: Happening): void => {
    if (happening.type === 'received') received.next({ connection: happening.connection, text: happening.text });
    driver.handle(happening);
  };
  const sockets = acceptSockets(server, options.tls !== undefined, handle);
  const sessions = createSessions({
    handle,
    path: options.path ?? '',
    heartbeat: heartbeatOf(engine),
  });
  const isSession = acceptSessions(sessions, options.tls !== undefined);
  const { http = () => false } = options;
  const requests = acceptRequests(server, handle, (...exchange) => http(...exchange) || isSession(...exchange));

  return {
    handle,
    stop() {
      driver.stop();
      sessions.stop();
      posting.unsubscribe();
      received.complete();
      errors.complete();
    },
    received$: received.asObservable(),
    errors$: errors.asObservable(),
  };
};
