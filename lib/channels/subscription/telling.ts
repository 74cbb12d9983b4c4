import { noop } from 'rxjs';
import type { PusherError } from '../../errors.js';
import { parseData } from '../../protocol/codec.js';
import type { WireFrame } from '../../protocol/frame.js';
import { epoch } from '../../rx/clock.js';
import type { Lifecycles } from '../lifecycle.js';
import type { ChannelLifecycle } from '../types.js';
import type { ChannelSubscription, Effects, Input } from './state.js';
import { SUBSCRIBED } from './state.js';

/** The outputs that somebody hears of. What they say waits until all steps have been taken. */
export interface Telling extends Effects<'startOutage' | 'expire' | 'tell' | 'fail'> {
  /** Says it: to who watches channels first, then to those whose channel has failed. */
  flush(): void;
}

type Job = () => void;

/** What an input has made of a channel, for those who watch it. */
const eventOf = ({ demand, state }: ChannelSubscription, input: Input): ChannelLifecycle => {
  if (state.status === 'failed') return { type: 'failed', cause: state.cause };
  if (demand === 'absent') return { type: 'left' };
  if (state.status === 'authorizing' || state.status === 'subscribing') return { type: state.status };
  return input.type === 'sessionLost' ? { type: 'unsubscribed', cause: input.cause } : { type: 'wanted' };
};

export const createTelling = (
  { isWatched, happened, tell }: Pick<Lifecycles, 'isWatched' | 'happened' | 'tell'>,
  report: (error: PusherError) => void,
): Telling => {
  let news: Job[] = [];
  let failures: Job[] = [];

  /** The event is of this moment, and not even made where nobody watches. */
  const announce = ({ name }: ChannelSubscription, event: () => ChannelLifecycle) => {
    if (!isWatched(name)) return;
    const present = event();
    happened(name, present);
    news.push(() => tell(name, present));
  };

  /** In this order: the state, what the kind of the channel has to say, the gap that has ended. */
  const accepted = (subscription: ChannelSubscription, frame: WireFrame) => {
    const { kinds, outage } = subscription;
    subscription.outage = undefined;
    const lists = kinds.map((kind) => kind.accepted?.(frame)).filter((list) => list !== undefined);
    announce(subscription, () => ({
      ...({ type: 'subscribed', data: parseData(frame.data), anew: outage !== undefined } as const),
      ...(lists[0] && { members: lists[0].members }),
    }));
    for (const { tell: tellList } of lists) news.push(tellList);
    if (outage !== undefined) announce(subscription, () => ({ type: 'resumed', outage: { ...outage, to: epoch() } }));
  };

  return {
    startOutage: (subscription, input) => {
      if (input.type === 'sessionLost') subscription.outage = { from: input.heard, cause: input.cause };
    },
    expire: (subscription) => {
      subscription.early = undefined;
      for (const kind of subscription.kinds) news.push(kind.expired?.() ?? noop);
    },
    tell: (subscription, input) => {
      if (subscription.state !== SUBSCRIBED) announce(subscription, () => eventOf(subscription, input));
      else if (input.type === 'accepted') accepted(subscription, input.frame);
    },
    fail: (subscription, input) => {
      if (!('cause' in input) || input.cause === undefined) return;
      const { cause, type } = input;
      const told = subscription.consumers.capture();
      subscription.outage = undefined;
      failures.push(() => {
        // Whoever watches the connection has heard of its failure already.
        if (type !== 'connectionFailed' && told.every(({ stays }) => stays)) report(cause);
        for (const consumer of told) consumer.error(cause);
      });
    },

    flush: () => {
      if (news.length + failures.length === 0) return;
      const said = [...news, ...failures];
      [news, failures] = [[], []];
      for (const say of said) say();
    },
  };
};
