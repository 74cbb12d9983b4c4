/** Why an authorization failed, as far as it can be told to another tab: no `cause`, which no port carries. */
export interface Refusal {
  readonly tag: string;
  readonly reason: string;
  readonly status: number | undefined;
}

/** What a tab says to the broker. A text is a frame of the Pusher protocol. */
export type ToBroker =
  | string
  /** Wants a connection to that address. `claimed` is what this tab knows to be claimed. */
  | { readonly type: 'open'; readonly url: string; readonly claimed?: readonly string[] }
  | { readonly type: 'close' }
  /** Answers a `ping`. */
  | { readonly type: 'alive' }
  /** Asks whether the broker is alive. */
  | { readonly type: 'probe' }
  /** Wants the signature of a channel, or without one of the user; or wants it no more. */
  | { readonly type: 'ask' | 'unask'; readonly channel?: string | undefined }
  /** The signature it was told to get, or why there is none. */
  | {
      readonly type: 'signed';
      readonly channel?: string | undefined;
      readonly authorization?: unknown;
      readonly refusal?: Refusal;
    }
  | { readonly type: 'claim'; readonly key: string; readonly id: number };

/** What the broker says to a tab. A text is a frame of the Pusher protocol. */
export type ToTab =
  | string
  | { readonly type: 'opened' }
  | { readonly type: 'closed'; readonly code: number; readonly reason: string }
  /** Asks whether the tab is alive. */
  | { readonly type: 'ping' }
  /** Answers a `probe`. */
  | { readonly type: 'alive' }
  /** It is this tab's turn to ask for the signature. */
  | { readonly type: 'sign'; readonly channel?: string | undefined }
  | {
      readonly type: 'signed';
      readonly channel?: string | undefined;
      readonly authorization?: unknown;
      readonly refusal?: Refusal;
    }
  | { readonly type: 'claimed'; readonly id: number; readonly granted: boolean }
  /** From now on this tab leads. */
  | { readonly type: 'leads' };
