import { defer, merge, NEVER } from 'rxjs';
import type { Observable } from 'rxjs';
import { filter, map, startWith } from 'rxjs';
import type { DomTarget } from '../rx/dom-events.js';
import { domEvents } from '../rx/dom-events.js';

/** What a browser or a worker has of these. Other platforms may have something else by that name, or nothing. */
interface Page {
  readonly navigator?: { readonly onLine?: boolean };
  readonly document?: Partial<DomTarget> & { readonly visibilityState?: string };
}

const page = () => globalThis as Page & Partial<DomTarget>;

const isEventTarget = (target: Partial<DomTarget> | undefined): target is DomTarget =>
  typeof target?.addEventListener === 'function';

const events = (target: Partial<DomTarget> | undefined, ...names: readonly string[]): Observable<Event> =>
  isEventTarget(target) ? domEvents(target, ...names) : NEVER;

/** Whether the browser thinks that it has a network; silent where the platform does not tell. */
export const platformOnline$: Observable<boolean> = defer(() => {
  const online = page().navigator?.onLine;
  if (online === undefined || !isEventTarget(page())) return NEVER;
  return events(page(), 'online', 'offline').pipe(
    map(({ type }) => type === 'online'),
    startWith(online),
  );
});

/** Emits when the page is looked at again: timers of a hidden page run late, and its connection may be dead. */
export const platformVisible$: Observable<unknown> = defer(() =>
  events(page().document, 'visibilitychange').pipe(filter(() => page().document?.visibilityState === 'visible')),
);

/**
 * Emits when the page was stopped altogether and goes on: it comes out of the bfcache, or was frozen in the background. Its
 * socket is most likely gone, and somebody looks at the page.
 */
export const platformResumed$: Observable<unknown> = defer(() =>
  merge(
    events(page(), 'pageshow').pipe(filter((event) => (event as PageTransitionEvent).persisted)),
    events(page().document, 'resume'),
  ),
);
