import { Observable } from 'rxjs';
import { OptionError } from '../errors.js';
import { unusable } from './failure.js';
import type { Answer } from './source.js';

type Callbacks = Record<string, (data: unknown) => void>;
interface Page {
  Pusher?: { auth_callbacks?: Callbacks };
}

/**
 * One GET by a script element. The callback is named as pusher-js names it, `Pusher.auth_callbacks['N']`, because servers
 * may insist on that form; a random N keeps out of the way of a pusher-js in the same page. A script has no status, and
 * can't be stopped: if it runs after its subscriber has left, its callback does nothing.
 */
export const jsonp = (endpoint: string, query: string, jitter: number): Observable<Answer> =>
  new Observable((subscriber) => {
    const page = globalThis as unknown as Page;
    if (typeof document === 'undefined') throw new OptionError('transport', 'jsonp needs a document');
    const script = document.createElement('script');
    const callbacks = ((page.Pusher ??= {}).auth_callbacks ??= {});
    let id = Math.floor(jitter * 1e9);
    while (id in callbacks) id += 1;

    const ended = (failure: Error) => () => {
      script.remove();
      Reflect.deleteProperty(callbacks, id);
      // A global that pusher-js has not made is not left behind.
      if (Object.keys({ ...page.Pusher, ...callbacks }).join() === 'auth_callbacks') delete page.Pusher;
      subscriber.error(failure);
    };
    callbacks[id] = (data) => {
      subscriber.next({ data });
      subscriber.complete();
    };
    script.onload = ended(unusable('the script did not call the callback'));
    script.onerror = ended(new Error('the script could not be loaded'));
    const callback = encodeURIComponent(`Pusher.auth_callbacks['${id}']`);
    script.src = `${endpoint}${endpoint.includes('?') ? '&' : '?'}callback=${callback}&${query}`;
    document.head.prepend(script);
  });
