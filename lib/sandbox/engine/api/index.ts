import type { Request } from '../input.js';
import type { Target } from '../target.js';
import { decodeSegment } from '../target.js';
import type { World } from '../world.js';
import type { Answer } from './answer.js';
import { failure } from './answer.js';
import { refusal } from './authenticate.js';
import { listChannels, listUsers, showChannel } from './channels.js';
import { trigger, triggerBatch } from './events.js';
import type { Route } from './route.js';
import { terminate } from './terminate.js';

const routes: readonly Route[] = [
  { method: 'POST', path: /^\/events$/, answer: trigger },
  { method: 'POST', path: /^\/batch_events$/, answer: triggerBatch },
  { method: 'GET', path: /^\/channels$/, answer: listChannels },
  { method: 'GET', path: /^\/channels\/([^/]+)$/, answer: showChannel },
  { method: 'GET', path: /^\/channels\/([^/]+)\/users$/, answer: listUsers },
  { method: 'POST', path: /^\/users\/([^/]+)\/terminate_connections$/, answer: terminate },
];

const bodyText = (body: string | Uint8Array): string =>
  typeof body === 'string' ? body : new TextDecoder().decode(body);

/** Answers a request to the HTTP API, `/apps/{id}/…`; undefined if the path is not of it. */
export const answerApi = (world: World, request: Request, target: Target): Answer | undefined => {
  const [, id, path = ''] = /^\/apps\/([^/]+)(\/.*)$/.exec(target.path) ?? [];
  if (id === undefined) return undefined;
  const app = [...world.apps.values()].find(({ settings }) => settings.id === decodeSegment(id));
  const route = routes.find((candidate) => candidate.method === request.method && candidate.path.test(path));
  if (app === undefined || route === undefined) return failure(404, 'Not found');
  const segment = decodeSegment(route.path.exec(path)?.[1] ?? '');
  return (
    refusal(app, request, target) ?? route.answer({ app, query: target.query, segment, body: bodyText(request.body) })
  );
};
