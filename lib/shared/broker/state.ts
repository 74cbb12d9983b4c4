import type { ChannelKind } from '../../protocol/channel-name.js';
import type { ToTab } from '../message.js';
import type { Output, PortId } from './output.js';

/** What every part of the broker may use of it. */
export interface Host {
  /** The time of the input at hand. */
  now(): number;
  /** From 0 up to 1. */
  random(): number;
  emit(output: Output): void;
  /** Runs once at a time of this clock; the function returned cancels it. */
  at(time: number, run: () => void): () => void;
}

/** One socket of one tab. */
export interface Tab {
  readonly port: PortId;
  readonly channels: Set<Channel>;
  /** Its socket is open. */
  open: boolean;
  /** Messages since it last showed that it is alive, and what becomes of it if it does not. */
  unheard: number;
  cancel: () => void;
  /** It was asked whether it is alive, and has not answered. */
  asked: boolean;
}

/** What a tab said with its wish for a channel. */
export interface Wish {
  readonly auth: string | undefined;
  readonly channelData: string | undefined;
}

/** A channel that is subscribed on the real connection, or asked for. Its tabs wait for the answer, or all have it. */
export interface Channel {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly tabs: Map<Tab, Wish>;
  /** What was written. */
  readonly wish: Wish;
  /** Who these tabs are on a presence channel. */
  readonly me: string | undefined;
  subscribed: boolean;
  /** A tab has given up on the answer. */
  doubtful: boolean;
  /** The frame of the success, for all but presence channels. */
  success: string;
  /** Presence: everybody, by id. */
  members: Map<string, unknown> | undefined;
  /** The last frame that told a count. */
  count: string | undefined;
  /** Cache channels: the last event and when it came, and the frame that said there is none. */
  last: { readonly text: string; readonly at: number } | undefined;
  miss: string | undefined;
}

/** The user that is signed in on the real connection, or is about to be. */
export interface User {
  readonly id: string;
  /** Tabs that signed in. */
  readonly tabs: Set<Tab>;
  /** The frame of the success. */
  success: string | undefined;
  /** The server has said no; most servers end the connection then. */
  refused: boolean;
  /** The watchlist as it was last told: whether each is online. */
  readonly watched: Map<string, boolean>;
}

/** One signature, which one tab gets for all that want it. */
export interface Flight {
  asker: Tab;
  readonly waiting: Set<Tab>;
  /** Who has it already: if one of them asks again, it wants another. */
  readonly served: Set<Tab>;
  answer: { readonly authorization: unknown } | undefined;
}

/** A client event whose turn has not come. */
export interface Held {
  readonly tab: Tab;
  readonly channel: Channel;
  readonly text: string;
  readonly echo: string;
}

/** The one real connection. */
export interface Upstream {
  status: 'none' | 'waiting' | 'connecting' | 'open' | 'established';
  /** The address it is for; '' where it never was for any. */
  url: string;
  /** The frame of the handshake. */
  welcome: string;
  /** ms of silence after which it is checked. */
  activityTimeout: number;
  heardAt: number;
  /** When it was asked whether it is alive, unless it has said anything since. */
  askedAt: number | undefined;
  establishedAt: number;
  /** Attempts in a row that failed, and when the next may be made. */
  failures: number;
  notBefore: number;
}

/** All that the broker knows. */
export interface World {
  readonly host: Host;
  readonly upstream: Upstream;
  /** Timers that end with the real connection. */
  readonly timers: Set<() => void>;
  /** In the order they came: the first one leads. */
  readonly tabs: Map<PortId, Tab>;
  readonly channels: Map<string, Channel>;
  readonly flights: Map<string, Flight>;
  /** Tabs that asked whether the connection is alive, and wait for it to say anything. */
  readonly pinged: Set<Tab>;
  user: User | undefined;
  /** Client events that wait, and when the last ones were written. */
  held: Held[];
  written: readonly number[];
  /** When something was last written that servers refuse without saying what it was. */
  riskyAt: number;
  /** Keys of work that is taken, the oldest first; and claims that wait until tabs have told what they know. */
  readonly claimed: Set<string>;
  readonly claims: { readonly tab: Tab; readonly key: string; readonly id: number }[];
  claimsFrom: number;
}

/** Says something to a tab. */
export const post = ({ host }: Pick<World, 'host'>, tab: Tab, message: ToTab): void => {
  tab.unheard += 1;
  host.emit({ type: 'post', port: tab.port, message });
};

/** Writes on the real connection. */
export const write = ({ host, upstream }: World, text: string): void => {
  if (upstream.status === 'established') host.emit({ type: 'write', text });
};

/** Runs at a time, unless the real connection ends before. */
export const later = ({ host, timers }: World, at: number, run: () => void): void => {
  const cancel = host.at(at, () => {
    timers.delete(cancel);
    run();
  });
  timers.add(cancel);
};
