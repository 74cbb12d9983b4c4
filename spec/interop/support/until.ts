import type { Observable } from 'rxjs';
import { filter, firstValueFrom, timeout } from 'rxjs';
import type { AnyChannel, Pusher } from '../../../lib/index.js';

const MOST = 20_000;

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until a check no longer throws; fails as it does if that takes too long. */
export const until = async (check: () => unknown, most = MOST): Promise<void> => {
  const end = Date.now() + most;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await pause(20);
  }
};

/** The first value, or the error, of a stream that has to come. */
export const first = <T>(stream$: Observable<T>): Promise<T> => firstValueFrom(stream$.pipe(timeout(MOST)));

/** Waits until each of these channels is subscribed. */
export const subscribed = (...channels: readonly AnyChannel[]) =>
  Promise.all(channels.map(({ state$ }) => first(state$.pipe(filter(({ status }) => status === 'subscribed')))));

/** Waits until the connection is in that state. */
export const reaches = <S extends string>({ state$ }: Pusher, wanted: S) =>
  first(state$.pipe(filter((state): state is Extract<typeof state, { status: S }> => state.status === wanted)));
