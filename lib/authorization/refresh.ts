import type { Observable } from 'rxjs';
import { ignoreElements, share, tap } from 'rxjs';
import type { Provider } from './http-authorization.js';
import { callFunction } from './source.js';

/**
 * Calls the option `refresh` once for all requests that wait for it. What this returns is called when a request begins, and the
 * stream it gives is subscribed to if the request is denied. Requests that begin before a call has ended share that call and its
 * outcome, a failure too: they had the old token. Otherwise a hundred channels would log in a hundred times in vain.
 */
export const refreshOnce = (refresh: Provider<unknown>, limit: number): (() => Observable<never>) => {
  let run$: Observable<never>;
  const renew = () => {
    run$ = callFunction('refresh', refresh, limit).pipe(
      ignoreElements(),
      tap({ error: renew, complete: renew }),
      share({ resetOnError: false, resetOnComplete: false }),
    );
  };
  renew();
  return () => run$;
};
