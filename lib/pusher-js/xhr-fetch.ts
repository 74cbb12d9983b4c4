import { Observable } from 'rxjs';
import type { Fetch, FetchResponse } from '../index.js';
import { runtime } from './runtime.js';

/** The requests of authorizations, by way of `Pusher.Runtime.createXHR`: programs replace it. */
export const xhrFetch: Fetch = (url, { method, headers, body }) =>
  new Observable<FetchResponse>((subscriber) => {
    const xhr = runtime.createXHR();
    xhr.open(method, url, true);
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.onreadystatechange = () => {
      if (xhr.readyState !== 4) return;
      const { status, responseText } = xhr;
      if (status === 0) return subscriber.error(Object.assign(new Error('no answer'), { status }));
      subscriber.next({ status, headers: { get: () => null }, text: () => [responseText] });
      subscriber.complete();
    };
    xhr.send(body);
    return () => xhr.abort?.();
  });
