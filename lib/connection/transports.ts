import type { Observable, ObservableInput, Observer } from 'rxjs';
import type { Rule } from '../option-rules.js';
import type { Endpoint } from '../protocol/url.js';
import type { Received, Socket } from './transport.js';

/** One attempt at a socket, over TLS or not, whose frames all go to `frames`. */
export type Open = (secure: boolean, frames: Pick<Observer<Received>, 'next'>) => Observable<Socket>;

/** Options of `createPusher` that come with `transports`, as pusher-js has them. */
export interface HttpOptions {
  /** Host of HTTP streaming and polling, without scheme or port. Default that of `cluster`; needed with `wsHost`. */
  httpHost?: string;
  /** Its port without TLS. Default 80. */
  httpPort?: number;
  /** Its port with TLS. Default 443. */
  httpsPort?: number;
  /** Prefix of the path there. Default `/pusher`. */
  httpPath?: string;
  /** Taken, without effect: of pusher-js's transports it concerns SockJS alone. */
  ignoreNullOrigin?: boolean;
}

/** Where a client connects to. */
export interface HttpAddress extends Readonly<HttpOptions> {
  readonly cluster?: string;
  readonly wsHost?: string;
}

/** The same as code for pusher-js gives them: null is the default, and a port may be text. */
export type PusherJsHttpOptions = {
  readonly [K in keyof HttpOptions | 'cluster' | 'wsHost']?: string | number | boolean | null | undefined;
};

/** What HTTP transports ask of `fetch`. */
export interface HttpRequest {
  /** Always. */
  readonly method: 'POST';
  /** What is sent, if anything is: JSON. */
  readonly body?: string;
  /** Nothing of it may come from a cache. */
  readonly cache: 'no-store';
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** A stream of bytes, as `fetch` has it. */
export interface ByteStream {
  /** One that reads what has come, or waits for it. */
  getReader(): {
    read(): PromiseLike<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    releaseLock(): void;
  };
}

/** As much of a `Response` as they need. */
export interface HttpResponse {
  /** That of HTTP. */
  readonly status: number;
  /** Its bytes, as they are received. */
  readonly body: ByteStream | ObservableInput<Uint8Array> | null;
}

/** `fetch`, or a function like it, whose answers may be Observables. */
export type HttpFetch = (url: string, request: HttpRequest) => ObservableInput<HttpResponse>;

/** What transports are told of the client they are for. */
export interface TransportSetup {
  readonly address: HttpAddress;
  /** Those of `Transports.names` that are enabled. */
  readonly enabled: readonly string[];
  /** The URL of a WebSocket there. */
  readonly urlAt: (secure: boolean, endpoint: Endpoint) => string;
  readonly webSocket: Open;
  /** How long (ms) an attempt in the background may take. */
  readonly connectTimeout: number;
  readonly debug: (message: string) => void;
  /** What tests put in the place of the network; goes before any other. */
  readonly fetch?: HttpFetch;
}

/** The value of the option `transports`: `httpTransports()` of `rx-pusher/http`. What is in it is for the client alone. */
export interface Transports {
  /** What `enabledTransports` and `disabledTransports` may name. */
  readonly names: readonly string[];
  /** Makes sockets for a client. */
  readonly open: (setup: never) => unknown;
  /** The options of `createPusher` that those of pusher-js mean. */
  readonly fromPusherJs: (options: PusherJsHttpOptions) => HttpOptions;
}

/** The same as the client knows it. */
export interface KnownTransports extends Transports {
  /** What the options have to be that come with it. */
  readonly rules: Readonly<Record<keyof HttpOptions, Rule>>;
  /** Throws an `OptionError` where it cannot know where to go. */
  readonly open: (setup: TransportSetup) => Open;
}
