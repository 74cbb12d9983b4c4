import { firstValueFrom, from, lastValueFrom, mergeMap, of, toArray } from 'rxjs';
import { CallbackError } from '../errors.js';
import { channelKind, isPresenceName, validateChannelName } from '../protocol/channel-name.js';
import { toObservable } from '../rx/invoke.js';
import type { Decision } from './auth-answer.js';
import { channelDecision, userDecision } from './auth-answer.js';
import type { AuthAsk, AuthHandlerOptions } from './auth-options.js';

/** How one request, or one channel of it, is answered. */
export interface Verdict {
  readonly status: number;
  readonly data: object;
}

export const refusal = (status: number, error: string): Verdict => ({ status, data: { error } });

/** The answer of a hook, when it comes. What rxjs takes for a list is one answer: nothing in it lets anybody in. */
const settled = (answer: unknown): Promise<unknown> => {
  const object = Object(answer) as object;
  const isList = Symbol.iterator in object || 'length' in object;
  return firstValueFrom(isList ? of(answer) : toObservable(answer), { defaultValue: undefined });
};

const verdictOf = <T>(decision: Decision<T>, signed: (as: T) => object): Verdict =>
  'status' in decision
    ? refusal(decision.status, decision.status === 403 ? 'forbidden' : 'refused')
    : { status: 200, data: signed(decision.as) };

/** Asks the hooks, and signs for whom they let in. */
export interface Judge {
  readonly ofUser: (ask: AuthAsk) => Promise<Verdict>;
  readonly ofChannel: (ask: AuthAsk, channelName: string) => Promise<Verdict>;
  readonly ofBatch: (ask: AuthAsk, channelNames: readonly string[]) => Promise<Verdict>;
}

export const createJudge = ({
  server,
  channel,
  user,
  onError,
  maxChannels = 100,
  concurrency = 10,
}: AuthHandlerOptions): Judge => {
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

  const ofChannel = (ask: AuthAsk, channelName: string): Promise<Verdict> =>
    guarded('channel', async () => {
      if (validateChannelName(channelName)._tag === 'Left') return refusal(400, 'not the name of a channel');
      if (channelKind(channelName).type === 'public') return refusal(403, 'a public channel needs no authorization');
      const answer = await settled(channel?.({ ...ask, channelName }));
      return verdictOf(channelDecision(answer), (member) =>
        server.authorizeChannel(ask.socketId, channelName, isPresenceName(channelName) ? member : undefined),
      );
    });

  const ofUser = (ask: AuthAsk): Promise<Verdict> =>
    guarded('user', async () => {
      const answer = await settled(user?.(ask));
      return verdictOf(userDecision(answer), (signedIn) => server.authenticateUser(ask.socketId, signedIn));
    });

  const ofBatch = async (ask: AuthAsk, channelNames: readonly string[]): Promise<Verdict> => {
    const names = [...new Set(channelNames)];
    if (names.length > maxChannels) return refusal(400, `more than ${maxChannels} channels at once`);
    const judged$ = from(names).pipe(
      mergeMap(async (name) => [name, await ofChannel(ask, name)] as const, concurrency),
      toArray(),
    );
    const verdicts = new Map(await lastValueFrom(judged$));
    return { status: 200, data: Object.fromEntries(names.map((name) => [name, verdicts.get(name)])) };
  };

  return { ofUser, ofChannel, ofBatch };
};
