import type { Observable } from 'rxjs';
import { ignoreElements, share, tap } from 'rxjs';
import type { Provider } from './http-authorization.js';
import { callUser } from './source.js';

/**
 * Runs the hook once for all who wait. What this returns is called when a request begins, and the stream it gives is
 * subscribed if the request is denied. All requests that begin before a run has ended share that run and what came of it, a
 * failure too: whoever of them is denied afterwards was so with the old token. Without that, a hundred channels would log in
 * a hundred times in vain.
 */
export const refreshOnce = (hook: Provider<unknown>, limit: number): (() => Observable<never>) => {
  let run$: Observable<never>;
  const renew = () => {
    run$ = callUser('refresh', hook, limit).pipe(
      ignoreElements(),
      tap({ error: renew, complete: renew }),
      share({ resetOnError: false, resetOnComplete: false }),
    );
  };
  renew();
  return () => run$;
};
