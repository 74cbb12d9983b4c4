/** As much of an XMLHttpRequest as authorizers use. */
export interface Ajax {
  /** As in XMLHttpRequest, like all the rest of it. */
  open(method: string, url: string, async?: boolean): void;
  /** Adds to the headers of the request. */
  setRequestHeader(name: string, value: string): void;
  /** Sends the request. */
  send(body?: string | null): void;
  /** Gives it up. */
  abort(): void;
  /** Called at every change of `readyState`. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- an XMLHttpRequest is one
  onreadystatechange: ((event?: any) => void) | null;
  /** 4 when it is over. */
  readonly readyState: number;
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** The body of the answer. */
  readonly responseText: string;
  /** Whether cookies go to other origins. */
  withCredentials: boolean;
}

/** What plugins of pusher-js find as `Pusher.Runtime`. */
export interface Runtime {
  /** Makes the requests of authorizations. Replaced by programs that want them otherwise, `withCredentials` say. */
  createXHR(): Ajax;
  /** The constructor of those. */
  getXHRAPI(): new () => Ajax;
  /** `https:` where the page is. */
  getProtocol(): string;
}

const over = 4;

/** An XMLHttpRequest where the platform has none: in Node, and in workers of some kinds. */
class FetchedXhr implements Ajax {
  onreadystatechange: Ajax['onreadystatechange'] = null;
  readyState = 0;
  status = 0;
  responseText = '';
  withCredentials = false;
  private readonly headers: Record<string, string> = {};
  private readonly aborting = new AbortController();
  private method = 'GET';
  private url = '';

  open(method: string, url: string): void {
    this.method = method;
    this.url = url;
    this.readyState = 1;
  }

  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  abort(): void {
    this.aborting.abort();
  }

  send(body: string | null = null): void {
    const { method, headers, aborting, withCredentials } = this;
    const credentials = withCredentials ? 'include' : 'same-origin';
    const end = () => {
      this.readyState = over;
      this.onreadystatechange?.();
    };
    void (async () => {
      const response = await fetch(this.url, { method, headers, body, credentials, signal: aborting.signal });
      this.responseText = await response.text();
      this.status = response.status;
    })().then(end, end);
  }
}

interface Platform {
  readonly XMLHttpRequest?: new () => Ajax;
  readonly location?: { readonly protocol?: string };
}

/** Reads globals when it is asked, not before. */
export const runtime: Runtime = {
  createXHR: () => new (runtime.getXHRAPI())(),
  getXHRAPI: () => (globalThis as Platform).XMLHttpRequest ?? FetchedXhr,
  getProtocol: () => (globalThis as Platform).location?.protocol ?? 'http:',
};
