import type { Answer } from '../api/answer.js';
import { badRequest, failure } from '../api/answer.js';
import type { Request } from '../input.js';
import type { App } from '../state.js';
import type { Target } from '../target.js';
import type { World } from '../world.js';
import { appOf } from '../world.js';
import { authorizeChannels } from './channel.js';
import { authenticateUser } from './user.js';

type Endpoint = (app: App, socketId: string, form: URLSearchParams) => Answer;

const endpoints: ReadonlyMap<string, Endpoint> = new Map([
  ['/pusher/auth', authorizeChannels],
  ['/pusher/user-auth', authenticateUser],
]);

/** Lets pages of any origin ask, with whatever headers, unless the sandbox was told which origins it serves. */
const corsHeaders = (world: World, { headers }: Request): Readonly<Record<string, string>> => {
  const origin = headers?.['origin'];
  if (origin === undefined || !world.allowsOrigin(origin)) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': headers?.['access-control-request-headers'] ?? '*',
    vary: 'origin',
  };
};

const answer = (world: World, { method, body }: Request, { query }: Target, endpoint: Endpoint): Answer => {
  if (method === 'OPTIONS') return { status: 204, headers: {}, body: '' };
  if (method !== 'POST') return failure(405, 'Only POST');
  const app = appOf(world, query.get('key'));
  if (app === undefined) return failure(404, 'No app has this key');
  const form = new URLSearchParams(typeof body === 'string' ? body : new TextDecoder().decode(body));
  const socketId = form.get('socket_id') ?? '';
  return /^\d+\.\d+$/.test(socketId) ? endpoint(app, socketId, form) : badRequest('socket_id is missing or is not one');
};

/**
 * The endpoints an application would have, `/pusher/auth` and `/pusher/user-auth`, so that every channel can be tried with
 * nothing else running. They grant everything. `?key=` says for which app; undefined if the path is neither.
 */
export const answerAuth = (world: World, request: Request, target: Target): Answer | undefined => {
  const endpoint = endpoints.get(target.path);
  if (endpoint === undefined) return undefined;
  const { headers, ...rest } = answer(world, request, target, endpoint);
  return { ...rest, headers: { ...headers, ...corsHeaders(world, request) } };
};
