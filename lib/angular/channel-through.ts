import { Observable } from 'rxjs';
import { checkEventName } from '../channels/channel.js';
import type { AnyKindOfChannel } from '../channels/channel.js';
import type { Decoder } from '../channels/decoder.js';
import type { ChannelEvent, Member, Members, Outage, SubscriptionState } from '../channels/types.js';
import type { Outside } from './outside.js';

/** A channel as the library makes it, its kind unknown. */
export type Inner = Pick<AnyKindOfChannel, keyof AnyKindOfChannel>;

/** A stream of a channel, whichever channel that is and whatever is done around it. */
export type Through = <T>(stream: (channel: Inner) => Observable<T>) => Observable<T>;

/** A channel whose streams all go through something: to the outside of a zone, or to the channel of the present name. */
export class ChannelThrough extends Observable<ChannelEvent> {
  constructor(
    private readonly present: () => Inner,
    readonly through: Through,
    private readonly eager: Outside['eager'] = (begin) => begin(),
  ) {
    super((subscriber) => through((channel) => channel).subscribe(subscriber));
  }

  get name(): string {
    return this.present().name;
  }

  get encrypted(): boolean {
    return this.present().encrypted;
  }

  get state$(): Observable<SubscriptionState> {
    return this.through(({ state$ }) => state$);
  }

  get subscriptionCount$(): Observable<number> {
    return this.through(({ subscriptionCount$ }) => subscriptionCount$);
  }

  get resumed$(): Observable<Outage> {
    return this.through(({ resumed$ }) => resumed$);
  }

  get cacheMiss$(): Observable<void> {
    return this.through(({ cacheMiss$ }) => cacheMiss$);
  }

  get members$(): Observable<Members> {
    return this.through(({ members$ }) => members$);
  }

  get joined$(): Observable<Member> {
    return this.through(({ joined$ }) => joined$);
  }

  get left$(): Observable<Member> {
    return this.through(({ left$ }) => left$);
  }

  on<T>(event: string, decoder?: Decoder<T>): Observable<unknown> {
    checkEventName(event);
    return this.through((channel) => channel.on(event, decoder));
  }

  trigger(event: string, data: unknown): Observable<void> {
    return this.eager(() => this.present().trigger(event, data));
  }
}
