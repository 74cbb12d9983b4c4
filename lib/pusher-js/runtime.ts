/** As much of an XMLHttpRequest as authorizers use. */
export interface Ajax {
  /** As in XMLHttpRequest, like all the rest of it. */
  open(method: string, url: string, async?: boolean): void;
  /** Adds to the headers of the request. */
  setRequestHeader(name: string, value: string): void;
  /** Sends the request. */
  send(body: string): void;
  /** Gives it up, where it can be. */
  abort?(): void;
  /** Called at every change of `readyState`. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- an XMLHttpRequest is one
  onreadystatechange: ((event?: any) => void) | null;
  /** 4 when it is over. */
  readyState: number;
  /** HTTP status; 0 where there was no answer. */
  status: number;
  /** The body of the answer. */
  responseText: string;
  /** Whether cookies go to other origins. */
  withCredentials?: boolean;
}

/** What plugins of pusher-js find as `Pusher.Runtime`. */
export interface Runtime {
  /** Makes the requests of authorizations. Replaced by programs that want them otherwise, `withCredentials` say. */
  createXHR(): Ajax;
  /** `https:` where the page is. */
  getProtocol(): string;
}

interface Platform {
  readonly XMLHttpRequest?: new () => Ajax;
  readonly location?: { readonly protocol?: string };
}

/** An XMLHttpRequest where the platform has none: in Node, and in some workers. */
const fetched = (): Ajax => {
  const headers: Record<string, string> = {};
  let url = '';
  const end = () => {
    xhr.readyState = 4;
    xhr.onreadystatechange?.();
  };
  const xhr: Ajax = {
    onreadystatechange: null,
    readyState: 0,
    status: 0,
    responseText: '',
    open(_method, to) {
      url = to;
    },
    setRequestHeader(name, value) {
      headers[name] = value;
    },
    send(body) {
      void fetch(url, { method: 'POST', headers, body })
        .then(async (response) => {
          xhr.responseText = await response.text();
          xhr.status = response.status;
        })
        .then(end, end);
    },
  };
  return xhr;
};

/** Reads globals when it is asked, not before. */
export const runtime: Runtime = {
  createXHR() {
    const { XMLHttpRequest } = globalThis as Platform;
    return XMLHttpRequest ? new XMLHttpRequest() : fetched();
  },
  getProtocol: () => (globalThis as Platform).location?.protocol ?? 'http:',
};
