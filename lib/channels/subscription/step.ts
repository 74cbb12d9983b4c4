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

/** Nothing is under way, and nothing stands. */
const isAtRest = ({ status }: State): boolean => status === 'unsubscribed' || status === 'failed';
const isUnderWay = ({ status }: State): boolean => status === 'authorizing' || status === 'subscribing';

const GONE: State = { demand: 'absent', status: 'unsubscribed' };

/** Undefined where the input leads nowhere: it came too late, or what it says is known. */
const next = (now: State, input: Input['type'], { wanted, stays, authorized }: Facts): State | undefined => {
  const { status } = now;
  // Somebody who came back while the channel was being left wants it, even before their own input has its turn.
  const demand = now.demand === 'leaving' && wanted ? 'wanted' : now.demand;
  switch (input) {
    case 'want':
      if (wanted) return { demand: 'wanted', status: demand === 'absent' ? 'unsubscribed' : status };
      // Gone again before its turn came.
      return demand === 'absent' ? now : undefined;
    case 'release':
      return demand === 'wanted' && !wanted ? { demand: 'lingering', status } : undefined;
    case 'lingerOver':
      if (demand !== 'lingering' || wanted) return undefined;
      // The subscribe under way is kept until the server has answered it, or its answer might be taken for that of a later one.
      return status === 'subscribing' ? { demand: 'leaving', status } : GONE;
    case 'sessionBegan':
      if (demand !== 'wanted' || !wanted || !isAtRest(now)) return undefined;
      return { demand, status: authorized ? 'authorizing' : 'subscribing' };
    case 'sessionLost':
      if (demand === 'leaving') return GONE;
      return demand === 'absent' || status === 'unsubscribed' ? undefined : { demand, status: 'unsubscribed' };
    case 'authorized':
      return status === 'authorizing' ? { demand, status: 'subscribing' } : undefined;
    case 'accepted':
      if (demand === 'leaving') return GONE;
      return status === 'subscribing' ? { demand, status: 'subscribed' } : now;
    case 'refused':
    case 'timedOut':
    case 'connectionFailed':
      if (demand === 'absent' || (isAtRest(now) && input !== 'connectionFailed')) return undefined;
      return { demand: stays ? 'wanted' : 'absent', status: 'failed' };
  }
};

/** What a transition asks for. */
const outputsOf = (before: State, after: State, input: Input['type']): readonly Output[] => {
  const outputs: Output[] = [];
  const moved = before.status !== after.status;
  // A new record is removed only by its own `want`: until that has its turn, somebody may be waiting for it.
  const gone = after.demand === 'absent' && (before.demand !== 'absent' || input === 'want');
  const came = before.demand === 'absent' && after.demand !== 'absent';
  const failed = after.status === 'failed' && (moved || input === 'connectionFailed');

  if (input === 'want' && !gone) outputs.push('hold');
  if (before.demand === 'lingering' && after.demand !== 'lingering') outputs.push('stopLinger');
  if (input === 'release') outputs.push('startLinger');
  if (moved && isUnderWay(before)) outputs.push('stop');
  if (input === 'sessionLost' && before.status === 'subscribed') outputs.push('startOutage');
  if (moved && isUnderWay(after)) outputs.push(after.status === 'authorizing' ? 'authorize' : 'subscribe');
  // The server must not keep a subscription that nobody here wants, or waits for any more.
  if (input === 'accepted' && after.status !== 'subscribed') outputs.push('unsubscribe');
  if (input === 'timedOut' && before.status === 'subscribing') outputs.push('unsubscribe');
  if (input === 'lingerOver' && before.status === 'subscribed') outputs.push('unsubscribe');
  if (gone) outputs.push('remove');
  // A success may be said again, with the list of the moment.
  const again = input === 'accepted' && after.status === 'subscribed';
  if (moved || failed || again || came || (gone && before.demand !== 'absent')) outputs.push('tell');
  if (!isAtRest(before) && isAtRest(after)) outputs.push('expire');
  if (failed) outputs.push('fail');
  if (gone || after.demand === 'leaving') outputs.push('letGo');
  if (input === 'want' && !gone && isAtRest(after)) outputs.push('begin');
  return outputs;
};

const decide = (now: State, input: Input['type'], facts: Facts): Step | undefined => {
  const after = next(now, input, facts);
  return after && { ...after, outputs: outputsOf(now, after, input) };
};

const DEMANDS: readonly State['demand'][] = ['absent', 'wanted', 'lingering', 'leaving'];
const STATUSES: readonly State['status'][] = ['unsubscribed', 'authorizing', 'subscribing', 'subscribed', 'failed'];

/** A table of its own for each kind of input. */
const tables = new Map<Input['type'], (Step | undefined)[]>();

/** The one function that decides about a channel. Each cell of its table is worked out once: 100,000 channels share it. */
export const step = (now: State, input: Input['type'], facts: Facts): Step | undefined => {
  let table = tables.get(input);
  if (table === undefined) tables.set(input, (table = []));
  const state = DEMANDS.indexOf(now.demand) * STATUSES.length + STATUSES.indexOf(now.status);
  const cell = state * 8 + (facts.wanted ? 4 : 0) + (facts.stays ? 2 : 0) + (facts.authorized ? 1 : 0);
  if (!(cell in table)) table[cell] = decide(now, input, facts);
  return table[cell];
};
