import type { Observable } from 'rxjs';
import { concat, defer, EMPTY, filter, finalize, merge, NEVER, of, switchMap, take, tap, throwError } from 'rxjs';
import {
  AuthorizationAnswerError,
  AuthorizationCallbackError,
  AuthorizationDenied,
  AuthorizationError,
  AuthorizationNetworkError,
  AuthorizationStatusError,
  AuthorizationTimeout,
} from '../authorization/errors.js';
import type { Link } from './link.js';
import type { Refusal } from './message.js';
import type { Control } from './socket.js';

type Kind = new (channel: string | undefined, reason: string, status?: number) => AuthorizationError;

const KINDS: Readonly<Record<string, Kind | undefined>> = {
  AuthorizationAnswerError,
  AuthorizationCallbackError,
  AuthorizationDenied,
  AuthorizationNetworkError,
  AuthorizationStatusError,
  AuthorizationTimeout,
};

/** What can be said of a failure to other tabs: its reason without whose it is, which they add themselves. */
const refusalOf = (error: unknown): Refusal => {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const status = error instanceof AuthorizationError ? error.status : undefined;
  return { tag: name, reason: message.replace(/^authorization of (?:the user|"[^"]*"): /, ''), status };
};

const errorOf = ({ tag, reason, status }: Refusal, channel: string | undefined): AuthorizationError =>
  new (KINDS[tag] ?? AuthorizationCallbackError)(channel, reason, status);

type Signing = Extract<Control, { readonly type: 'sign' | 'signed' }>;

/**
 * The signature for a channel (or the user) of the shared connection: from this tab's own endpoint if it is this tab's turn to
 * ask, otherwise what another tab was given. Emits one; errors with an `AuthorizationError`, its own or another tab's.
 */
export const signature = <A>(link: Link, channel: string | undefined, own$: Observable<A>): Observable<A> =>
  defer(() => {
    let settled = false;
    const asked$ = own$.pipe(
      take(1),
      tap({
        next: (authorization) => link.post({ type: 'signed', channel, authorization }),
        error: (error: unknown) => link.post({ type: 'signed', channel, refusal: refusalOf(error) }),
      }),
    );
    // After the end of the connection nothing is signed for it; who asked hears of that end.
    const answer$ = concat(link.controls$, NEVER).pipe(
      filter((control): control is Signing => control.type === 'sign' || control.type === 'signed'),
      filter((control) => control.channel === channel),
      take(1),
      switchMap((control) => {
        if (control.type === 'sign') return asked$;
        const { refusal, authorization } = control;
        return refusal === undefined ? of(authorization as A) : throwError(() => errorOf(refusal, channel));
      }),
      tap({
        complete: () => (settled = true),
        error: () => (settled = true),
      }),
    );
    const asking$ = defer(() => {
      link.post({ type: 'ask', channel });
      return EMPTY;
    });
    return merge(answer$, asking$).pipe(
      finalize(() => {
        if (!settled) link.post({ type: 'unask', channel });
      }),
    );
  });
