import type { Observable } from 'rxjs';
import { catchError, concatMap, defer } from 'rxjs';
import { ajax } from './ajax.js';
import { batch } from './batch.js';
import { check } from './check.js';
import { failureOf } from './failure.js';
import type { Batch, HttpAuthorization } from './http-authorization.js';
import { jsonp } from './jsonp.js';
import { limit } from './limit.js';
import { refreshOnce } from './refresh.js';
import type { Answer, Source } from './source.js';
import { callFunction, timeLimit } from './source.js';

type Params = Readonly<Record<string, string>>;

// Composed as pusher-js does: a param that is in both records is sent twice.
const paramsOf = (...records: readonly (Params | undefined)[]): string =>
  records
    .flatMap((record) => Object.entries(record ?? {}))
    .map(([name, value]) => `&${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('');

/**
 * An endpoint as a source. Throws an `OptionError` for an option that can't be used; `path` is where the options are. Where
 * `concurrency` makes a request wait for its turn, its time (ms) begins with the turn.
 */
export const http = (
  path: string,
  option: HttpAuthorization,
  defaultEndpoint: string,
  defaultTimeout: number,
  random: () => number,
): Source => {
  check(path, option);
  const {
    endpoint = defaultEndpoint,
    timeout = defaultTimeout,
    params,
    concurrency = Infinity,
    refresh,
    retry,
  } = option;
  const inTurn = limit(concurrency);
  // Where the URL may hold a secret: a password before @, a token in the query.
  const secret = /[@?].+/.exec(endpoint)?.[0];

  const provided = (name: 'paramsProvider' | 'headersProvider') =>
    callFunction(name, () => option[name]?.(), timeout) as Observable<Params | undefined>;

  const send = (socketId: string, channels: string): Observable<Answer> =>
    defer(() => {
      const jitter = random();
      return provided('paramsProvider').pipe(
        concatMap((dynamicParams) => {
          const body = paramsOf({ socket_id: socketId }).slice(1) + channels + paramsOf(params, dynamicParams);
          return option.transport === 'jsonp'
            ? jsonp(endpoint, body, jitter)
            : provided('headersProvider').pipe(concatMap((headers) => ajax(endpoint, option, headers, body, jitter)));
        }),
        timeLimit(timeout),
        catchError((cause: unknown) => {
          throw failureOf(cause, jitter, secret);
        }),
        inTurn,
      );
    });

  const authorizeChannel = option.batch
    ? batch(send, Object(option.batch) as Batch, random)
    : (socketId: string, name: string) => send(socketId, paramsOf({ channel_name: name }));
  return {
    attempt: ({ socketId, channelName }) =>
      channelName === undefined ? send(socketId, '') : authorizeChannel(socketId, channelName),
    retry,
    refresh: refresh && refreshOnce(refresh, timeout),
  };
};
