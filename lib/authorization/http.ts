import type { Observable } from 'rxjs';
import { catchError, concatMap, defer, of, throwError, throwIfEmpty, timeout } from 'rxjs';
import { ajax } from './ajax.js';
import { batch } from './batch.js';
import { failureOf } from './failure.js';
import { given } from './given.js';
import type { HttpAuthorization } from './http-authorization.js';
import { jsonp } from './jsonp.js';
import { limit } from './limit.js';
import { refreshOnce } from './refresh.js';
import type { Answer, Source } from './source.js';
import { TIMEOUT } from './source.js';

type Params = Readonly<Record<string, string>>;

const provided = (name: string, provider: (() => unknown) | undefined): Observable<Params | undefined> =>
  provider === undefined ? of(undefined) : (given(name, provider) as Observable<Params | undefined>);

// Composed as pusher-js does: a param that is in both records is sent twice.
const paramsOf = (...records: readonly (Params | undefined)[]): string =>
  records
    .flatMap((record) => Object.entries(record ?? {}))
    .map(([name, value]) => `&${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('');

/** An endpoint as a source. The time of a request runs from its turn, not while it waits for one. */
export const http = (option: HttpAuthorization & { endpoint: string }, random: () => number): Source => {
  const { endpoint, params, timeout: first = TIMEOUT, concurrency = Infinity, refresh, retry } = option;
  const inTurn = limit(concurrency);

  const send = (socketId: string, channels: string): Observable<Answer> =>
    defer(() => {
      const jitter = random();
      return provided('paramsProvider', option.paramsProvider).pipe(
        concatMap((dynamicParams) => {
          const body = `socket_id=${encodeURIComponent(socketId)}${channels}${paramsOf(params, dynamicParams)}`;
          return option.transport === 'jsonp'
            ? jsonp(endpoint, body, jitter)
            : provided('headersProvider', option.headersProvider).pipe(
                concatMap((headers) => ajax(option, headers, body, jitter)),
              );
        }),
        throwIfEmpty(),
        timeout({ first }),
        catchError((cause: unknown) => throwError(() => failureOf(cause, first, jitter))),
        inTurn,
      );
    });

  const together = option.batch ? batch(send, option.batch === true ? {} : option.batch, random) : undefined;
  return {
    attempt({ socketId, channelName }) {
      if (channelName === undefined) return send(socketId, '');
      return together?.(socketId, channelName) ?? send(socketId, `&channel_name=${encodeURIComponent(channelName)}`);
    },
    retry,
    refresh: refresh && refreshOnce(refresh, first),
    timeout: first,
  } satisfies Source;
};
