import type { Observable } from 'rxjs';
import { defer, finalize, map, share, switchMap, timer } from 'rxjs';
import { numberOf } from '../protocol/shape.js';
import { assertStatus, unusable } from './failure.js';
import type { Batch } from './http-authorization.js';
import type { Answer } from './source.js';

// The format is that of pusher-js-auth: { "private-a": { "status": 200, "data": { "auth": … } } }, the status optional. What
// is missing, or of another type, is undefined here, and then refused as no authorization.
const entry = (answers: unknown, name: string): { readonly status?: unknown; readonly data?: unknown } =>
  Object((Object(answers) as Record<string, unknown>)[name]) as object;

/** What an answer says of one channel; throws if that is no success. A status of null counts as left out, "403" as 403. */
const answerTo = (name: string, answers: unknown, jitter: number): Answer => {
  const { status: own, data } = entry(answers, name);
  const status = numberOf(own ?? 200) ?? NaN;
  if (!(status >= 0)) throw unusable('status is not a number');
  assertStatus(status, jitter);
  return { status, data };
};

/**
 * Gathers the channels wanted on one connection until `delay` has passed, and asks for all of them by one request. Each gets
 * its own answer. A channel whose subscriber leaves before is not asked for; when the last has left, the request is aborted.
 */
export const batch = (
  send: (socketId: string, channels: string) => Observable<Answer>,
  { max = 100, delay = 0 }: Batch,
  random: () => number,
): ((socketId: string, name: string) => Observable<Answer>) => {
  // The channels that gather now, the connection they are for, and the answer they will get, with one jitter (0 to 1) for all.
  let socket: string | undefined;
  let names: string[];
  let answers$: Observable<readonly [answers: unknown, jitter: number]>;

  const gather = (socketId: string): void => {
    const gathered: string[] = [];
    names = gathered;
    socket = socketId;
    answers$ = timer(delay).pipe(
      switchMap(() => {
        if (names === gathered) socket = undefined;
        const channels = gathered.map((name, i) => `&channel_name[${i}]=${encodeURIComponent(name)}`);
        return send(socketId, channels.join(''));
      }),
      map(({ data }) => [data, random()] as const),
      share(),
    );
  };

  return (socketId, name) =>
    defer(() => {
      if (socket !== socketId || names.length >= max) gather(socketId);
      const gathered = names;
      gathered.push(name);
      return answers$.pipe(
        map((answers) => answerTo(name, ...answers)),
        finalize(() => gathered.splice(gathered.indexOf(name), 1)),
      );
    });
};
