import type { Observable } from 'rxjs';
import { firstValueFrom, isObservable } from 'rxjs';
import { CallbackError } from '../errors.js';
import { channelKind, isPresenceName, validateChannelName } from '../protocol/channel-name.js';
import type { Fields } from './auth-form.js';
import { readAuthForm } from './auth-form.js';
import type { PresenceMember, SignedUser } from './authorize.js';
import type { PusherServer } from './pusher-server.js';

/** A value, now or later. */
export type Eventually<T> = T | Promise<T> | Observable<T>;

/** No, with a status other than 403: 401 to say that the session has run out, so that the client may refresh it. */
export interface Refusal {
  /** HTTP status of the answer: 400 to 599. */
  readonly status: number;
}

/** Who asks to be let in. */
export interface AuthAsk {
  /** The connection that asks. */
  readonly socketId: string;
  /** The fields of the body beyond the protocol's own: the client's `params`. */
  readonly params: Fields;
  /** For its headers and cookies; its body has been read. */
  readonly request: Request;
}

/** Options of `createAuthHandler`. Hooks answer at once, by a Promise or by the first value of an Observable. */
export interface AuthHandlerOptions {
  /** Signs: a server of `createPusherServer()`. */
  readonly server: Pick<PusherServer, 'authorizeChannel' | 'authenticateUser'>;
  /**
   * Who may join what, and as whom. `true`, or for a presence channel the member, lets the connection in; anything else is a
   * refusal (403). A presence channel answered with `true` is joined as the user who is signed in on the connection. Never
   * asked for public channels, which are refused. Left out: nobody joins anything.
   */
  readonly channel?: (
    ask: AuthAsk & { readonly channelName: string },
  ) => Eventually<boolean | PresenceMember | Refusal | null | undefined>;
  /** Who signs in on the connection; anything but a user is a refusal (403). Left out: nobody signs in. */
  readonly user?: (ask: AuthAsk) => Eventually<SignedUser | Refusal | false | null | undefined>;
  /** Hears of a hook that failed; the answer is then 500 without details. Left out: the handler's Promise is rejected. */
  readonly onError?: (error: CallbackError) => void;
}

interface Verdict {
  readonly status: number;
  readonly data: object;
}

const refusal = (status: number, error: string): Verdict => ({ status, data: { error } });
const FORBIDDEN = refusal(403, 'forbidden');

const respond = ({ status, data }: Verdict, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(data), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  });

const settle = async <T>(answer: Eventually<T>): Promise<T | undefined> =>
  isObservable(answer) ? firstValueFrom(answer, { defaultValue: undefined }) : answer;

const refused = (answer: unknown): Verdict => {
  const status = (answer as Partial<Refusal> | null | undefined)?.status;
  if (typeof status !== 'number') return FORBIDDEN;
  if (!(status >= 400 && status < 600)) throw new RangeError('the status of a refusal is not from 400 to 599');
  return refusal(status, 'refused');
};

/**
 * A handler for both endpoints of a client, `channelAuthorization` and `userAuthentication`, for every platform that speaks
 * `Request` and `Response`. It takes forms as pusher-js sends them, JSON, and batches of channels
 * (`channel_name[0]=…`, answered by `{ [channel]: { status, data } }`).
 */
export const createAuthHandler = ({
  server,
  channel,
  user,
  onError,
}: AuthHandlerOptions): ((request: Request) => Promise<Response>) => {
  const guarded = async (hook: string, judge: () => Promise<Verdict>): Promise<Verdict> => {
    try {
      return await judge();
    } catch (cause) {
      const error = new CallbackError(hook, cause);
      if (onError === undefined) throw error;
      onError(error);
      return refusal(500, 'failed');
    }
  };

  const judgeChannel = (ask: AuthAsk, channelName: string): Promise<Verdict> =>
    guarded('channel', async () => {
      if (validateChannelName(channelName)._tag === 'Left') return refusal(400, 'not the name of a channel');
      if (channelKind(channelName).type === 'public') return refusal(403, 'a public channel needs no authorization');
      const answer = await settle(channel?.({ ...ask, channelName }));
      if (answer !== true && !(typeof answer === 'object' && answer !== null && 'user_id' in answer))
        return refused(answer);
      const member = answer !== true && isPresenceName(channelName) ? answer : undefined;
      return { status: 200, data: server.authorizeChannel(ask.socketId, channelName, member) };
    });

  const judgeUser = (ask: AuthAsk): Promise<Verdict> =>
    guarded('user', async () => {
      const answer = await settle(user?.(ask));
      return typeof answer === 'object' && answer !== null && 'id' in answer
        ? { status: 200, data: server.authenticateUser(ask.socketId, answer) }
        : refused(answer);
    });

  const judgeBatch = async (ask: AuthAsk, channelNames: readonly string[]): Promise<Verdict> => {
    const names = [...new Set(channelNames)];
    const verdicts = await Promise.all(names.map((name) => judgeChannel(ask, name)));
    return { status: 200, data: Object.fromEntries(names.map((name, i) => [name, verdicts[i]])) };
  };

  return async (request) => {
    if (request.method !== 'POST') return respond(refusal(405, 'only POST'), { allow: 'POST' });
    const form = readAuthForm(request.headers.get('content-type') ?? '', await request.text());
    if (form._tag === 'Left') return respond(refusal(400, form.left));
    const { socketId, params } = form.right;
    const ask: AuthAsk = { socketId, params, request };
    switch (form.right.kind) {
      case 'user':
        return respond(await judgeUser(ask));
      case 'channel':
        return respond(await judgeChannel(ask, form.right.channelName));
      case 'batch':
        return respond(await judgeBatch(ask, form.right.channelNames));
    }
  };
};
