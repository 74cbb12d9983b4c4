import { defer, merge, NEVER } from 'rxjs';
import type { Observable } from 'rxjs';
import { filter, map, startWith } from 'rxjs';
import type { DomTarget } from '../rx/dom-events.js';
import { domEvents } from '../rx/dom-events.js';

/** What a browser, or a worker of one, has of these. Other platforms have none, or only something of that name. */
interface Page {
  readonly navigator?: { readonly onLine?: boolean };
  readonly document?: Partial<DomTarget> & { readonly visibilityState?: string };
}

const page = () => globalThis as Page & Partial<DomTarget>;

const canTell = (target: Partial<DomTarget> | undefined): target is DomTarget =>
  typeof target?.addEventListener === 'function';

const events = (target: Partial<DomTarget> | undefined, ...names: readonly string[]): Observable<Event> =>
  canTell(target) ? domEvents(target, ...names) : NEVER;

/** Whether the browser thinks that it has a network; silent where the platform does not tell. */
export const platformOnline$: Observable<boolean> = defer(() => {
  const online = page().navigator?.onLine;
  if (online === undefined || !canTell(page())) return NEVER;
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
 * Emits when a page comes back that had stopped altogether: out of the cache of pages that one can go back to, or frozen
 * in the background. Its socket is most likely gone, and somebody looks at the page.
 */
export const platformResumed$: Observable<unknown> = defer(() =>
  merge(
    events(page(), 'pageshow').pipe(filter((event) => (event as PageTransitionEvent).persisted)),
    events(page().document, 'resume'),
  ),
);
