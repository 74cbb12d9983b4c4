import { defer, merge, NEVER } from 'rxjs';
import type { Observable } from 'rxjs';
import type { DomTarget } from '../../rx/dom-events.js';
import { domEvents } from '../../rx/dom-events.js';

/** The page, or the worker, of this tab; a worker has no document. */
const page = () => globalThis as unknown as DomTarget & { readonly document?: DomTarget };

const events = (ofWindow: string, ofDocument: string): Observable<Event> =>
  defer(() => {
    const { document } = page();
    return merge(domEvents(page(), ofWindow), document === undefined ? NEVER : domEvents(document, ofDocument));
  });

/** Emits when this page is about to stop: nothing may be heard of it for long. */
export const stopping$: Observable<Event> = events('pagehide', 'freeze');

/** Emits when it goes on. */
export const resuming$: Observable<Event> = events('pageshow', 'resume');
