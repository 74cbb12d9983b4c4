import type { Observable } from 'rxjs';
import { defer, finalize, map, share, switchMap, timer } from 'rxjs';
import { numberOf } from '../protocol/shape.js';
import { assertStatus, unusable } from './failure.js';
import type { Batch } from './http-authorization.js';
import type { Answer } from './source.js';

/** Channels that will go in one request. */
interface Gathering {
  readonly socketId: string;
  readonly names: string[];
  readonly answers$: Observable<(name: string) => Answer>;
}

// As pusher-js-auth has it: { "private-a": { "status": 200, "data": { "auth": … } } }, the status optional. Whatever is not
// there is undefined in the end, and no authorization.
const entry = (answers: unknown, name: string): { readonly status?: unknown; readonly data?: unknown } =>
  Object((Object(answers) as Record<string, unknown>)[name]) as object;

/**
 * Gathers the channels wanted on one connection until `delay` has passed and asks for all of them at once. Each gets its
 * own answer; who leaves before is not asked for, and the last to leave ends the request.
 */
export const batch = (
  send: (socketId: string, channels: string) => Observable<Answer>,
  { max = 100, delay = 0 }: Batch,
  random: () => number,
): ((socketId: string, name: string) => Observable<Answer>) => {
  let open: Gathering | undefined;

  const gather = (socketId: string): Gathering => {
    const names: string[] = [];
    const answers$ = timer(delay).pipe(
      switchMap(() => {
        if (open === gathering) open = undefined;
        const channels = [...new Set(names)].map((name, i) => `&channel_name[${i}]=${encodeURIComponent(name)}`);
        return send(socketId, channels.join(''));
      }),
      map(({ data: answers }) => {
        const jitter = random();
        return (name: string) => {
          const { status: given, data } = entry(answers, name);
          const status = numberOf(given ?? 200);
          if (status === undefined) throw unusable(`status is ${typeof given}, not number`);
          assertStatus(status, jitter);
          return { status, data };
        };
      }),
      share(),
    );
    const gathering = { socketId, names, answers$ };
    return gathering;
  };

  return (socketId, name) =>
    defer(() => {
      if (open?.socketId !== socketId || open.names.length >= max) open = gather(socketId);
      const { names, answers$ } = open;
      names.push(name);
      return answers$.pipe(
        map((answerTo) => answerTo(name)),
        finalize(() => names.splice(names.indexOf(name), 1)),
      );
    });
};
