import type { Observable } from 'rxjs';
import { defer, EMPTY, ignoreElements, share, tap, timeout } from 'rxjs';
import { given } from './given.js';
import type { Provider } from './http-authorization.js';

/**
 * Runs the hook once for all who wait while it runs. To be asked when a request begins: if the hook has succeeded since
 * then, the request was made with the old token, and there is nothing to run.
 */
export const refreshOnce = (hook: Provider<unknown>, limit: number): (() => Observable<never>) => {
  let runs = 0;
  const run$ = given('refresh', hook).pipe(
    timeout({ first: limit }),
    tap({ complete: () => (runs += 1) }),
    ignoreElements(),
    share(),
  );
  return () => {
    const begun = runs;
    return defer(() => (runs === begun ? run$ : EMPTY));
  };
};
