import { defer, fromEvent, merge, NEVER } from 'rxjs';
import type { Observable } from 'rxjs';
import { filter, map, startWith } from 'rxjs';

interface Page {
  readonly addEventListener?: unknown;
  readonly navigator?: { readonly onLine?: boolean };
  readonly document?: EventTarget & { readonly visibilityState?: string };
}

/** Whether the browser thinks that it has a network; silent where the platform does not tell. */
export const platformOnline$: Observable<boolean> = defer(() => {
  const page = globalThis as unknown as Page;
  const online = page.navigator?.onLine;
  if (typeof page.addEventListener !== 'function' || online === undefined) return NEVER;
  const target = globalThis as unknown as EventTarget;
  return merge(fromEvent(target, 'online'), fromEvent(target, 'offline')).pipe(
    map(({ type }) => type === 'online'),
    startWith(online),
  );
});

/** Emits when the page is looked at again: timers of a hidden page run late, and its connection may be dead. */
export const platformVisible$: Observable<unknown> = defer(() => {
  const { document } = globalThis as unknown as Page;
  return document === undefined
    ? NEVER
    : fromEvent(document, 'visibilitychange').pipe(filter(() => document.visibilityState === 'visible'));
});
