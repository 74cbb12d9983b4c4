import type { Observable } from 'rxjs';
import type { PusherOptions } from '../options.js';
import type { Frame } from '../protocol/frame.js';
import type { AuthorizationAct, AuthorizationRequest } from './authorization.js';
import type { PublishedEvent } from './events.js';
import type { NetworkAct } from './network.js';
import type { MemberAct, WatchlistAct } from './peers.js';
import type { Script, Values } from './script.js';
import type { SubscriptionLog } from './spans.js';

/** What can be scripted. A letter without a value stands for itself, as each method says. */
export interface Scripts {
  /** Publishes on a channel; `a` is the event `a` with the data `a`. Cache channels keep the last, encrypted ones get theirs sealed. */
  events(channel: string, script: Script<PublishedEvent>, values?: Values<PublishedEvent>): void;
  /** Sends events to the user who is signed in. */
  user(script: Script<PublishedEvent>, values?: Values<PublishedEvent>): void;
  /** Others come to a channel and go; `a` is the joining of the member `a`, `A` its leaving. */
  members(channel: string, script: Script<MemberAct>, values?: Values<MemberAct>): void;
  /** Others sign in and go; `a` comes online, `A` goes. */
  watchlist(script: Script<WatchlistAct>, values?: Values<WatchlistAct>): void;
  /** Announces the number of subscribers of a channel; digits are themselves. */
  counts(channel: string, script: Script<number>, values?: Values<number>): void;
  /** `x` drops the sockets (1006); `r` refuse, `h` hang, `m` mute, `z` half-open, `b` WebSockets refused, `s` swallowed, `o` up: from then on. */
  network(script: Script<NetworkAct>, values?: Values<NetworkAct>): void;
  /** From then on the endpoints: `o` grant, `d` deny (403), `e` find it expired (401), `f` fail (500), `h` hang, `w` sign wrongly. */
  authorization(script: Script<AuthorizationAct>, values?: Values<AuthorizationAct>): void;
}

/** The server of a fake: obeys the protocol by itself, does what scripts say, and tells what clients do. */
export interface FakeServer extends Scripts {
  /** Passive. Every frame of a client, as it arrives. */
  readonly received$: Observable<Frame>;
  /** Passive. Every request to the endpoints, as a client makes it. */
  readonly authorizations$: Observable<AuthorizationRequest>;
  /** The sockets that were asked for, each as a span from there to its end. For `expectSubscriptions`. */
  readonly sockets: SubscriptionLog[];
  /** The subscriptions of a channel there were, each as a span from the server's word to its end. For `expectSubscriptions`. */
  subscriptions(channel: string): SubscriptionLog[];
  /** The client's options: with them `createPusher('app-key', …)` makes another client of this server. */
  readonly options: PusherOptions;
}
