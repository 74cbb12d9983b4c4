import { concat, defer, EMPTY, Observable, of, tap, throwError } from 'rxjs';
import { checkEventName } from '../channels/names.js';
import type { AnyKindOfChannel } from '../channels/channel.js';
import type { Decoder } from '../channels/decoder.js';
import type { ChannelEvent, Member, Members, Outage, SubscriptionState } from '../channels/types.js';
import type { PusherError } from '../errors.js';
import { isEncryptedName } from '../protocol/channel-name.js';
import type { Outside } from './outside.js';

/** A channel as the library makes it, its kind unknown. */
export type Inner = Pick<AnyKindOfChannel, keyof AnyKindOfChannel>;

/** What a stream is while there is no channel: for want of a name, or because of what is wrong with it. */
export type Without<T> = (wrong?: PusherError) => Observable<T>;

/** A stream of a channel, whichever channel that is and whatever is done around it. */
export type Through = <T>(stream: (channel: Inner) => Observable<T>, without?: Without<T>) => Observable<T>;

/** What is done around a channel. */
export interface Around {
  /** The name there is now, right or wrong; empty where there is none. Never throws. */
  readonly name: () => string;
  /** The channel of that name; throws where there is none. */
  readonly present: () => Inner;
  readonly through: Through;
  readonly eager?: Outside['eager'];
}

export const UNSUBSCRIBED: SubscriptionState = { status: 'unsubscribed' };

/** A wrong name errors a stream, unless the stream knows better; no name is silence. */
export const silent: Without<never> = (wrong) => (wrong === undefined ? EMPTY : throwError(() => wrong));

const stateWithout: Without<SubscriptionState> = (cause) =>
  of(cause === undefined ? UNSUBSCRIBED : { status: 'failed', cause });

const staleOf = (members: Members): Members => ({
  me: members.me,
  count: members.count,
  stale: true,
  get: (id) => members.get(id),
  has: (id) => members.has(id),
  [Symbol.iterator]: () => members[Symbol.iterator](),
});

/** Who was there is out of date as soon as the channel is another one, or none. */
const membersThrough = (through: Through): Observable<Members> =>
  defer(() => {
    let last: Members | undefined;
    const past = () => (last?.stale === false ? of((last = staleOf(last))) : EMPTY);
    return through(({ members$ }) => concat(past(), members$.pipe(tap((members) => (last = members)))), past);
  });

/** A channel whose streams all go through something: to the outside of a zone, or to the channel of the present name. */
export class ChannelThrough extends Observable<ChannelEvent> {
  readonly through: Through;
  private readonly made = new Map<string, Observable<unknown>>();

  constructor(private readonly around: Around) {
    const all$ = around.through<ChannelEvent>((channel) => channel);
    super((subscriber) => all$.subscribe(subscriber));
    this.through = around.through;
  }

  get name(): string {
    return this.around.name();
  }

  get encrypted(): boolean {
    return isEncryptedName(this.name);
  }

  get state$(): Observable<SubscriptionState> {
    return this.once('state$', () => this.through(({ state$ }) => state$, stateWithout));
  }

  get subscriptionCount$(): Observable<number> {
    return this.once('subscriptionCount$', () => this.through(({ subscriptionCount$ }) => subscriptionCount$));
  }

  get resumed$(): Observable<Outage> {
    return this.once('resumed$', () => this.through(({ resumed$ }) => resumed$));
  }

  get cacheMiss$(): Observable<void> {
    return this.once('cacheMiss$', () => this.through(({ cacheMiss$ }) => cacheMiss$));
  }

  get members$(): Observable<Members> {
    return this.once('members$', () => membersThrough(this.through));
  }

  get joined$(): Observable<Member> {
    return this.once('joined$', () => this.through(({ joined$ }) => joined$));
  }

  get left$(): Observable<Member> {
    return this.once('left$', () => this.through(({ left$ }) => left$));
  }

  on<T>(event: string, decoder?: Decoder<T>): Observable<unknown> {
    checkEventName(event);
    return this.through((channel) => channel.on(event, decoder));
  }

  trigger(event: string, data: unknown): Observable<void> {
    const { present, eager = (begin: () => Observable<void>) => begin() } = this.around;
    return eager(() => present().trigger(event, data));
  }

  /** A stream is the same one at each reading: who compares, as the `async` pipe does, has nothing to subscribe anew. */
  private once<T>(name: string, make: () => Observable<T>): Observable<T> {
    const known = this.made.get(name) as Observable<T> | undefined;
    if (known !== undefined) return known;
    const stream = make();
    this.made.set(name, stream);
    return stream;
  }
}
