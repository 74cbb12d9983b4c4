import type { Input, Output, State } from './state.js';

/** What else decides: read when the input is taken, for meanwhile it may have changed. */
export interface Facts {
  /** Somebody wants the channel. */
  readonly wanted: boolean;
  /** Somebody of those wants it after a failure as well. */
  readonly stays: boolean;
  /** The server asks for a signature, or for a signed-in user. */
  readonly authorized: boolean;
}

/** Where an input leads, and what has to be done, in this order. */
export interface Step extends State {
  readonly outputs: readonly Output[];
}

const to = (demand: State['demand'], status: State['status'], ...outputs: readonly Output[]): Step => ({
  demand,
  status,
  outputs,
});

/** The subscription ends for everybody who wants it, except for those who stay. */
const failed = ({ status }: State, input: Input['type'], { stays }: Facts): Step => {
  const stopped: readonly Output[] =
    status === 'authorizing'
      ? ['stopAuthorizing']
      : status !== 'subscribing'
        ? []
        : // Only after silence is there anything to take back: otherwise the server has refused, or is gone.
          input === 'timedOut'
          ? ['unsubscribe']
          : ['stopDeadline'];
  if (stays) return to('wanted', 'failed', ...stopped, 'tell', 'expire', 'fail');
  return to('absent', 'failed', ...stopped, 'stopLinger', 'remove', 'tell', 'expire', 'fail', 'letGo');
};

const lost = (now: State): Step | undefined => {
  const { demand, status } = now;
  if (demand === 'leaving') return to('absent', 'unsubscribed', 'stopDeadline', 'remove', 'tell', 'expire');
  switch (status) {
    case 'unsubscribed':
      return undefined;
    case 'authorizing':
      return to(demand, 'unsubscribed', 'stopAuthorizing', 'tell', 'expire');
    case 'subscribing':
      return to(demand, 'unsubscribed', 'stopDeadline', 'tell', 'expire');
    case 'subscribed':
      return to(demand, 'unsubscribed', 'startOutage', 'tell', 'expire');
    case 'failed':
      return to(demand, 'unsubscribed', 'tell');
  }
};

const left = (status: State['status']): Step => {
  switch (status) {
    // The question stays until it is answered, so that each answer is that of the one question.
    case 'subscribing':
      return to('leaving', 'subscribing', 'letGo');
    case 'authorizing':
      return to('absent', 'unsubscribed', 'stopAuthorizing', 'remove', 'tell', 'expire', 'letGo');
    case 'subscribed':
      return to('absent', 'unsubscribed', 'unsubscribe', 'remove', 'tell', 'expire', 'letGo');
    case 'unsubscribed':
    case 'failed':
      return to('absent', 'unsubscribed', 'remove', 'tell', 'letGo');
  }
};

const wanted = ({ demand, status }: State): Step => {
  switch (demand) {
    case 'absent':
      return to('wanted', 'unsubscribed', 'hold', 'tell', 'begin');
    case 'leaving':
      return to('wanted', status, 'hold');
    case 'lingering':
      return to('wanted', status, 'stopLinger', 'hold', 'begin');
    case 'wanted':
      return to('wanted', status, 'hold', 'begin');
  }
};

const accepted = ({ demand, status }: State): Step => {
  if (demand === 'leaving') {
    return to('absent', 'unsubscribed', 'stopDeadline', 'unsubscribe', 'remove', 'tell', 'expire');
  }
  if (status === 'subscribing') return to(demand, 'subscribed', 'stopDeadline', 'tell');
  // Some servers say it again, with the list of the moment.
  if (status === 'subscribed') return to(demand, 'subscribed', 'tell');
  // A subscription that nobody asked for is not left standing.
  return to(demand, status, 'unsubscribe');
};

/** Whoever came back to a channel that was being left wants it, though their own input has not had its turn. */
const returned = (now: State, input: Input['type'], facts: Facts): State =>
  now.demand === 'leaving' && facts.wanted && input !== 'want' ? { demand: 'wanted', status: now.status } : now;

/**
 * The one function that decides about a channel: where an input leads, and what has to be done. Undefined where it leads
 * nowhere: it came too late, or what it says is known.
 */
export const step = (before: State, input: Input['type'], facts: Facts): Step | undefined => {
  const now = returned(before, input, facts);
  const { demand, status } = now;
  const rests = status === 'unsubscribed' || status === 'failed';
  switch (input) {
    case 'want':
      if (facts.wanted) return wanted(now);
      // Gone again before its turn came.
      return demand === 'absent' ? to('absent', status, 'remove') : undefined;
    case 'release':
      return demand === 'wanted' && !facts.wanted ? to('lingering', status, 'startLinger') : undefined;
    case 'lingerOver':
      return demand === 'lingering' && !facts.wanted ? left(status) : undefined;
    case 'sessionBegan':
      if (demand !== 'wanted' || !facts.wanted || !rests) return undefined;
      return facts.authorized
        ? to('wanted', 'authorizing', 'authorize', 'tell')
        : to('wanted', 'subscribing', 'subscribe', 'startDeadline', 'tell');
    case 'sessionLost':
      return demand === 'absent' ? undefined : lost(now);
    case 'authorized':
      return status === 'authorizing' ? to(demand, 'subscribing', 'subscribe', 'startDeadline', 'tell') : undefined;
    case 'accepted':
      return accepted(now);
    case 'refused':
    case 'timedOut':
      return rests ? undefined : failed(now, input, facts);
    case 'connectionFailed':
      return demand === 'absent' ? undefined : failed(now, input, facts);
  }
};
