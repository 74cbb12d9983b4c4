import { failure } from './api/answer.js';
import { answerApi } from './api/index.js';
import { answerAuth } from './auth/index.js';
import { close, closing, forget } from './close.js';
import type { ConnectionId, Effect } from './effect.js';
import type { Input, Opened, Request } from './input.js';
import { open } from './open.js';
import { publish } from './publish.js';
import { receive } from './receive.js';
import type { Connection } from './state.js';
import { parseTarget } from './target.js';
import type { World } from './world.js';
import { appOf } from './world.js';

/** What each kind of input does to the world. `tick` runs what is due. */
export const createStep = (
  world: World & { readonly connections: Map<ConnectionId, Connection> },
  emit: (effect: Effect) => void,
  tick: (now: number) => void,
): ((input: Input) => void) => {
  const { connections } = world;

  const respond = (request: Request): void => {
    const target = parseTarget(request.url);
    const answer = answerApi(world, request, target) ?? answerAuth(world, request, target) ?? failure(404, 'Not found');
    emit({ type: 'respond', request: request.request, ...answer });
  };

  const connect = (input: Opened): void => {
    const opened = open(world, input);
    if (opened._tag === 'Right') connections.set(input.connection, opened.right);
    else emit(closing(input.connection, opened.left.code, opened.left.reason));
  };

  /** Does something with a connection, if it is still there. */
  const of = (id: ConnectionId, use: (connection: Connection) => void): void => {
    const connection = connections.get(id);
    if (connection !== undefined) use(connection);
  };

  return (input) => {
    switch (input.type) {
      case 'opened':
        connect(input);
        break;
      case 'received':
        of(input.connection, (connection) => receive(connection, input.text));
        break;
      case 'closed':
        of(input.connection, (connection) => {
          connections.delete(connection.id);
          forget(connection);
        });
        break;
      case 'tick':
        tick(input.at);
        break;
      case 'request':
        respond(input);
        break;
      case 'disconnect':
        for (const id of input.connection === undefined ? [...connections.keys()] : [input.connection])
          of(id, (connection) => close(connection, input.code, input.reason ?? ''));
        break;
      case 'publish': {
        const app = appOf(world, input.key);
        if (app !== undefined) publish(app, input);
      }
    }
  };
};
