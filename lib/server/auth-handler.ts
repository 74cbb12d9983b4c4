import { readAuthForm } from './auth-form.js';
import { createJudge, refusal } from './auth-judge.js';
import type { Judge, Verdict } from './auth-judge.js';
import type { AuthAsk, AuthHandlerOptions } from './auth-options.js';
import { checkAuthOptions } from './auth-options.js';
import { ArgumentError } from './errors.js';
import { readBody } from './read-body.js';

const respond = ({ status, data }: Verdict, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(data), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  });

const REQUEST = 'not a Request of the Fetch API, as Express and node:http do not have it; make one of theirs';

/** Throws for a request that cannot be read. That is a mistake of the program, and not of whoever has sent it. */
const assertUnread = (request: Partial<Request> | undefined): void => {
  if (typeof request?.headers?.get !== 'function') throw new ArgumentError('request', REQUEST);
  if (request.bodyUsed === true || request.body?.locked === true)
    throw new ArgumentError('request', 'its body has been read already; hand on a request that is unread, or a clone');
};

const judged = async (judge: Judge, request: Request, body: string): Promise<Verdict> => {
  const form = readAuthForm(request.headers.get('content-type') ?? '', body);
  if (form._tag === 'Left') return refusal(400, form.left);
  const { socketId, params } = form.right;
  const ask: AuthAsk = { socketId, params, request };
  switch (form.right.kind) {
    case 'user':
      return judge.ofUser(ask);
    case 'channel':
      return judge.ofChannel(ask, form.right.channelName);
    case 'batch':
      return judge.ofBatch(ask, form.right.channelNames);
  }
};

/**
 * A handler for both endpoints of a client, `channelAuthorization` and `userAuthentication`, for every platform that speaks
 * `Request` and `Response`. It takes forms as pusher-js sends them, JSON, and batches of channels
 * (`channel_name[0]=…`, answered by `{ [channel]: { status, data } }`). A body that is too long is answered by 413, one that is no such request by 400.
 */
export const createAuthHandler = (options: AuthHandlerOptions): ((request: Request) => Promise<Response>) => {
  checkAuthOptions(options);
  const judge = createJudge(options);
  const { maxBodySize = 65_536 } = options;

  return async (request) => {
    assertUnread(request);
    if (request.method !== 'POST') return respond(refusal(405, 'only POST'), { allow: 'POST' });
    const body = await readBody(request, maxBodySize).catch(() => null);
    if (body === null) return respond(refusal(400, 'the body did not come to its end'));
    if (body === undefined) return respond(refusal(413, `the body has more than ${maxBodySize} bytes`));
    return respond(await judged(judge, request, body));
  };
};
