import type { HttpInterceptorFn, HttpRequest } from '@angular/common/http';
import { DOCUMENT } from '@angular/common';
import { inject, InjectionToken } from '@angular/core';
import { switchMap, take } from 'rxjs';
import type { PusherFeature } from './feature.js';
import { injectPusher } from './pusher.js';

/** Whether a request is one of those. */
type Wanted = (request: HttpRequest<unknown>) => boolean;

const WANTED = new InjectionToken<Wanted>('requests that say which connection they come from', {
  providedIn: 'root',
  factory: () => {
    const { baseURI, location } = inject(DOCUMENT);
    return ({ url }) => new URL(url, baseURI).origin === location.origin;
  },
});

/** Which requests `socketIdInterceptor` marks. Default: those to the page's own origin; others would need leave by CORS. */
export const withSocketIdFor = (wanted: Wanted): PusherFeature => ({
  providers: [{ provide: WANTED, useValue: wanted }],
});

/**
 * Adds `X-Socket-Id` to requests while there is a connection, so that the server can leave it out of what it publishes:
 * `provideHttpClient(withInterceptors([socketIdInterceptor]))`.
 */
export const socketIdInterceptor: HttpInterceptorFn = (request, next) => {
  const wanted = inject(WANTED);
  return injectPusher().socketId$.pipe(
    take(1),
    switchMap((id) =>
      next(id !== undefined && wanted(request) ? request.clone({ setHeaders: { 'X-Socket-Id': id } }) : request),
    ),
  );
};
