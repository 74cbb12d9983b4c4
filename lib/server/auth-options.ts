import type { Observable } from 'rxjs';
import type { CallbackError } from '../errors.js';
import { OptionError } from '../errors.js';
import type { Rule } from '../option-rules.js';
import { checkOptions, COUNT, FUNCTION, OBJECT } from '../option-rules.js';
import type { Fields } from './auth-form.js';
import type { PresenceMember, SignedUser } from './authorize.js';
import type { PusherServer } from './pusher-server.js';

/** A value, now or later. */
export type Eventually<T> = T | Promise<T> | Observable<T>;

/** No, with a status other than 403: 401 to say that the session has run out, so that the client may refresh it. */
export interface Refusal {
  /** HTTP status of the answer: 400 to 599. It goes before anything else that the answer says. */
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
   * Who may join what, and as whom. `true`, or a member whose `user_id` is a text that is not empty (or a number), lets the
   * connection in; anything else is a refusal (403). A presence channel is joined as the member, or, answered with `true`, as the
   * user who is signed in on the connection. Never asked for public channels, which are refused. Left out: nobody joins anything.
   */
  readonly channel?: (
    ask: AuthAsk & { readonly channelName: string },
  ) => Eventually<boolean | PresenceMember | Refusal | null | undefined>;
  /** Who signs in on the connection; anything but a user with an `id` is a refusal (403). Left out: nobody signs in. */
  readonly user?: (ask: AuthAsk) => Eventually<SignedUser | Refusal | false | null | undefined>;
  /** Most bytes of a request's body: 413 above. Default 65,536. */
  readonly maxBodySize?: number;
  /** Most channels of a batch: 400 above. Default 100, what a client of this library asks for at once. */
  readonly maxChannels?: number;
  /** Most hooks under way at a time for one request. Default 10. */
  readonly concurrency?: number;
  /** Hears of a hook that failed; the answer is then 500 without details. Left out: the handler's Promise is rejected. */
  readonly onError?: (error: CallbackError) => void;
}

const isSigner = (value: unknown): boolean => {
  if (!OBJECT[0](value)) return false;
  const { authorizeChannel, authenticateUser } = value as Partial<Record<string, unknown>>;
  return typeof authorizeChannel === 'function' && typeof authenticateUser === 'function';
};
const SIGNER: Rule = [isSigner, 'what createPusherServer() gives'];

const RULES: Readonly<Record<keyof AuthHandlerOptions, Rule>> = {
  server: SIGNER,
  channel: FUNCTION,
  user: FUNCTION,
  maxBodySize: COUNT,
  maxChannels: COUNT,
  concurrency: COUNT,
  onError: FUNCTION,
};

/** Throws an `OptionError` for the first option that is unknown, wrong or missing. */
export const checkAuthOptions = (options: AuthHandlerOptions): void => {
  checkOptions(options, RULES, '');
  if ((options.server as unknown) === undefined) throw new OptionError('server', `is missing: ${SIGNER[1]}`);
};
