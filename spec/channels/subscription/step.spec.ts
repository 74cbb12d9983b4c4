import type { Demand, Input, Output, State } from '../../../lib/channels/subscription/state.js';
import type { Facts } from '../../../lib/channels/subscription/step.js';
import { step } from '../../../lib/channels/subscription/step.js';

type Status = State['status'];
type Type = Input['type'];

const DEMANDS: readonly Demand[] = ['absent', 'wanted', 'lingering', 'leaving'];
const STATUSES: readonly Status[] = ['unsubscribed', 'authorizing', 'subscribing', 'subscribed', 'failed'];
const INPUTS: readonly Type[] = [
  ...(['want', 'release', 'lingerOver', 'sessionBegan', 'sessionLost', 'authorized'] as const),
  ...(['accepted', 'refused', 'timedOut', 'connectionFailed'] as const),
];
const BOOLEANS = [false, true];
/** Who stays wants the channel. */
const FACTS: readonly Facts[] = BOOLEANS.flatMap((wanted) =>
  BOOLEANS.flatMap((stays) => BOOLEANS.map((authorized) => ({ wanted, stays, authorized }))),
).filter(({ wanted, stays }) => wanted || !stays);

// The table. A row says: for these inputs and facts, where it leads, and what has to be done. Facts: `+w` somebody wants it,
// `-w` nobody does, `+s` somebody of those stays, `-s` nobody, `+a` it has to be authorized, `-a` it has not. What no row
// says leads nowhere.
const TABLE = `
absent/unsubscribed
  want +w                  wanted/unsubscribed     hold tell begin
  want -w                  absent/unsubscribed     remove letGo
  accepted                 absent/unsubscribed     unsubscribe
absent/failed
  want +w                  wanted/unsubscribed     hold tell begin
  want -w                  absent/failed           remove letGo
  accepted                 absent/failed           unsubscribe

wanted/unsubscribed
  want +w                  wanted/unsubscribed     hold begin
  release -w               lingering/unsubscribed  startLinger
  sessionBegan +w -a       wanted/subscribing      subscribe tell
  sessionBegan +w +a       wanted/authorizing      authorize tell
  accepted                 wanted/unsubscribed     unsubscribe
  connectionFailed -s      absent/failed           remove tell fail letGo
  connectionFailed +s      wanted/failed           tell fail
wanted/authorizing
  want +w                  wanted/authorizing      hold
  release -w               lingering/authorizing   startLinger
  sessionLost              wanted/unsubscribed     stop tell expire
  authorized               wanted/subscribing      stop subscribe tell
  accepted                 wanted/authorizing      unsubscribe
  refused timedOut -s      absent/failed           stop remove tell expire fail letGo
  refused timedOut +s      wanted/failed           stop tell expire fail
  connectionFailed -s      absent/failed           stop remove tell expire fail letGo
  connectionFailed +s      wanted/failed           stop tell expire fail
wanted/subscribing
  want +w                  wanted/subscribing      hold
  release -w               lingering/subscribing   startLinger
  sessionLost              wanted/unsubscribed     stop tell expire
  accepted                 wanted/subscribed       stop tell
  refused -s               absent/failed           stop remove tell expire fail letGo
  refused +s               wanted/failed           stop tell expire fail
  timedOut -s              absent/failed           stop unsubscribe remove tell expire fail letGo
  timedOut +s              wanted/failed           stop unsubscribe tell expire fail
  connectionFailed -s      absent/failed           stop remove tell expire fail letGo
  connectionFailed +s      wanted/failed           stop tell expire fail
wanted/subscribed
  want +w                  wanted/subscribed       hold
  release -w               lingering/subscribed    startLinger
  sessionLost              wanted/unsubscribed     startOutage tell expire
  accepted                 wanted/subscribed       tell
  refused timedOut -s      absent/failed           remove tell expire fail letGo
  refused timedOut +s      wanted/failed           tell expire fail
  connectionFailed -s      absent/failed           remove tell expire fail letGo
  connectionFailed +s      wanted/failed           tell expire fail
wanted/failed
  want +w                  wanted/failed           hold begin
  release -w               lingering/failed        startLinger
  sessionBegan +w -a       wanted/subscribing      subscribe tell
  sessionBegan +w +a       wanted/authorizing      authorize tell
  sessionLost              wanted/unsubscribed     tell
  accepted                 wanted/failed           unsubscribe
  connectionFailed -s      absent/failed           remove tell fail letGo
  connectionFailed +s      wanted/failed           tell fail

lingering/unsubscribed
  want +w                  wanted/unsubscribed     hold stopLinger begin
  lingerOver -w            absent/unsubscribed     stopLinger remove tell letGo
  accepted                 lingering/unsubscribed  unsubscribe
  connectionFailed -s      absent/failed           stopLinger remove tell fail letGo
  connectionFailed +s      wanted/failed           stopLinger tell fail
lingering/authorizing
  want +w                  wanted/authorizing      hold stopLinger
  lingerOver -w            absent/unsubscribed     stopLinger stop remove tell expire letGo
  sessionLost              lingering/unsubscribed  stop tell expire
  authorized               lingering/subscribing   stop subscribe tell
  accepted                 lingering/authorizing   unsubscribe
  refused timedOut -s      absent/failed           stopLinger stop remove tell expire fail letGo
  refused timedOut +s      wanted/failed           stopLinger stop tell expire fail
  connectionFailed -s      absent/failed           stopLinger stop remove tell expire fail letGo
  connectionFailed +s      wanted/failed           stopLinger stop tell expire fail
lingering/subscribing
  want +w                  wanted/subscribing      hold stopLinger
  lingerOver -w            leaving/subscribing     stopLinger letGo
  sessionLost              lingering/unsubscribed  stop tell expire
  accepted                 lingering/subscribed    stop tell
  refused -s               absent/failed           stopLinger stop remove tell expire fail letGo
  refused +s               wanted/failed           stopLinger stop tell expire fail
  timedOut -s              absent/failed           stopLinger stop unsubscribe remove tell expire fail letGo
  timedOut +s              wanted/failed           stopLinger stop unsubscribe tell expire fail
  connectionFailed -s      absent/failed           stopLinger stop remove tell expire fail letGo
  connectionFailed +s      wanted/failed           stopLinger stop tell expire fail
lingering/subscribed
  want +w                  wanted/subscribed       hold stopLinger
  lingerOver -w            absent/unsubscribed     stopLinger unsubscribe remove tell expire letGo
  sessionLost              lingering/unsubscribed  startOutage tell expire
  accepted                 lingering/subscribed    tell
  refused timedOut -s      absent/failed           stopLinger remove tell expire fail letGo
  refused timedOut +s      wanted/failed           stopLinger tell expire fail
  connectionFailed -s      absent/failed           stopLinger remove tell expire fail letGo
  connectionFailed +s      wanted/failed           stopLinger tell expire fail
lingering/failed
  want +w                  wanted/failed           hold stopLinger begin
  lingerOver -w            absent/unsubscribed     stopLinger remove tell letGo
  sessionLost              lingering/unsubscribed  tell
  accepted                 lingering/failed        unsubscribe
  connectionFailed -s      absent/failed           stopLinger remove tell fail letGo
  connectionFailed +s      wanted/failed           stopLinger tell fail

leaving/subscribing
  want +w                  wanted/subscribing      hold
  sessionLost -w           absent/unsubscribed     stop remove tell expire letGo
  sessionLost +w           wanted/unsubscribed     stop tell expire
  accepted -w              absent/unsubscribed     stop unsubscribe remove tell expire letGo
  accepted +w              wanted/subscribed       stop tell
  refused -s               absent/failed           stop remove tell expire fail letGo
  refused +s               wanted/failed           stop tell expire fail
  timedOut -s              absent/failed           stop unsubscribe remove tell expire fail letGo
  timedOut +s              wanted/failed           stop unsubscribe tell expire fail
  connectionFailed -s      absent/failed           stop remove tell expire fail letGo
  connectionFailed +s      wanted/failed           stop tell expire fail
`;

/** Nobody has heard of a channel that is not there; and only the server's answer is worth waiting for when nobody wants it. */
const IMPOSSIBLE = [
  ...['absent/authorizing', 'absent/subscribing', 'absent/subscribed'],
  ...['leaving/unsubscribed', 'leaving/authorizing', 'leaving/subscribed', 'leaving/failed'],
];

interface Row {
  readonly inputs: readonly string[];
  readonly facts: readonly string[];
  readonly to: string;
  readonly outputs: string;
}

const table = new Map<string, Row[]>();
for (const line of TABLE.split('\n').filter((text) => text.trim() !== '')) {
  if (!line.startsWith(' ')) table.set(line, []);
  else {
    const [given = '', to = '', outputs = ''] = line.trim().split(/\s{2,}/);
    const words = given.split(' ');
    const isFact = (word: string) => /^[+-]/.test(word);
    const row = { inputs: words.filter((word) => !isFact(word)), facts: words.filter(isFact), to, outputs };
    [...table.values()].at(-1)!.push(row);
  }
}

const holds = (facts: Facts, wanted: readonly string[]): boolean =>
  wanted.every((word) => {
    const fact = { w: facts.wanted, s: facts.stays, a: facts.authorized }[word[1] as 'w' | 's' | 'a'];
    return fact === (word[0] === '+');
  });

const show = (next: ReturnType<typeof step>): string =>
  next === undefined ? '' : `${next.demand}/${next.status} ${next.outputs.join(' ')}`;
const shown = ({ wanted, stays, authorized }: Facts): string =>
  `${wanted ? '+' : '-'}w ${stays ? '+' : '-'}s ${authorized ? '+' : '-'}a`;

const stateOf = (name: string): State => {
  const [demand, status] = name.split('/') as [Demand, Status];
  return { demand, status };
};

describe('a step of a channel', () => {
  it.each([...table])('from %s leads where the table says, whatever comes and whoever wants it', (name, rows) => {
    const used = new Set<Row>();
    for (const input of INPUTS) {
      for (const facts of FACTS) {
        const right = rows.filter(({ inputs, facts: given }) => inputs.includes(input) && holds(facts, given));
        right.forEach((row) => used.add(row));
        const expected = right.map(({ to, outputs }) => `${to} ${outputs}`);
        expect([input, shown(facts), show(step(stateOf(name), input, facts))]).toEqual([
          ...[input, shown(facts)],
          ...(expected.length === 0 ? [''] : expected),
        ]);
      }
    }
    expect(used.size).toBe(rows.length);
  });

  it('has a cell for every state there can be, and the others are said to be impossible', () => {
    const all = DEMANDS.flatMap((demand) => STATUSES.map((status) => `${demand}/${status}`));
    expect([...table.keys(), ...IMPOSSIBLE].sort()).toEqual([...all].sort());
  });
});

/** What the world knows besides the state: what is under way. */
interface World extends State {
  /** A `subscribe` on this session that has neither been answered nor taken back. */
  readonly asked: boolean;
  readonly deadline: boolean;
  readonly authorizing: boolean;
  readonly linger: boolean;
  readonly held: boolean;
  readonly inRegistry: boolean;
  readonly session: boolean;
  /** Somebody came back to a channel that was being left, and that has not been taken note of. */
  readonly owed: boolean;
}

/** What can happen there: time-outs only where they run, answers only of what was asked, nothing of a session without one. */
const canHappen = (world: World, input: Type, { wanted, authorized }: Facts): boolean => {
  switch (input) {
    case 'want':
    case 'release':
      return true;
    case 'lingerOver':
      // A timer ends between jobs, when whoever wants the channel has been taken note of.
      return world.linger && !wanted;
    case 'sessionBegan':
      // The slices work on it while there is a session, also when it was left or subscribed meanwhile.
      return world.session || world.demand === 'wanted' || (wanted && world.status === 'unsubscribed');
    case 'sessionLost':
      return world.session;
    case 'authorized':
      return world.authorizing && authorized;
    case 'accepted':
      // Also one that nobody has asked for.
      return world.session;
    case 'refused':
      return world.authorizing || (world.session && ['subscribing', 'subscribed'].includes(world.status));
    case 'timedOut':
      return world.deadline;
    case 'connectionFailed':
      // The session is lost first.
      return !world.session;
  }
};

const START: World = {
  ...{ demand: 'absent', status: 'unsubscribed' },
  ...{
    asked: false,
    deadline: false,
    authorizing: false,
    linger: false,
    held: false,
    inRegistry: true,
    session: false,
    owed: false,
  },
};

const TIMERS = ['deadline', 'authorizing', 'linger'] as const;
const STARTS: Partial<Record<Output, (typeof TIMERS)[number]>> = {
  subscribe: 'deadline',
  authorize: 'authorizing',
  startLinger: 'linger',
};
const STOPS: Partial<Record<Output, readonly (typeof TIMERS)[number][]>> = {
  stop: ['deadline', 'authorizing'],
  stopLinger: ['linger'],
};

interface Move {
  readonly from: World;
  readonly input: Type;
  readonly facts: Facts;
  readonly to: World;
  readonly outputs: readonly Output[];
}

/** The world after the outputs of a step; complains of what must not be. */
const after = (world: World, input: Type, facts: Facts): Move => {
  const next = step(world, input, facts);
  const to = { ...world, ...(next && { demand: next.demand, status: next.status }) };
  // What an input ends by itself.
  if (input === 'sessionBegan') to.session = true;
  if (input === 'sessionLost') Object.assign(to, { session: false, asked: false });
  if (input === 'accepted' || input === 'refused') to.asked = false;
  if (input === 'lingerOver') to.linger = false;
  if (input === 'timedOut') to.deadline = false;
  if (input === 'want' && facts.wanted) to.owed = false;
  else if (world.demand === 'leaving' && to.demand === 'wanted') to.owed = true;
  for (const output of next?.outputs ?? []) {
    const [start, stop] = [STARTS[output], STOPS[output]];
    if (start !== undefined) to[start] = true;
    for (const timer of stop ?? []) to[timer] = false;
    if (output === 'hold') to.held = true;
    if (output === 'letGo') to.held = false;
    if (output === 'remove') to.inRegistry = false;
    if (output === 'subscribe') to.asked = true;
    if (output === 'unsubscribe') to.asked = false;
  }
  return { from: world, input, facts, to, outputs: next?.outputs ?? [] };
};

/** All that can be reached from a channel that is new, and how. One that was taken out is made anew. */
const explore = (): readonly Move[] => {
  const seen = new Map<string, World>();
  const moves: Move[] = [];
  const queue: World[] = [START];
  for (let world = queue.shift(); world !== undefined; world = queue.shift()) {
    const key = JSON.stringify(world);
    if (seen.has(key)) continue;
    seen.set(key, world);
    for (const input of INPUTS) {
      for (const facts of FACTS) {
        if (!canHappen(world, input, facts)) continue;
        const move = after(world, input, facts);
        moves.push(move);
        if (move.to.inRegistry) queue.push(move.to);
      }
    }
  }
  return moves;
};

describe('whatever happens to a channel from its beginning', () => {
  const moves = explore();
  /** Moves that break a law, in words. */
  const against = (law: (move: Move) => boolean) =>
    moves
      .filter((move) => !law(move))
      .map(({ from, input, facts, to, outputs }) => {
        const [before, next] = [from, to].map(({ demand, status }) => `${demand}/${status}`);
        return `${before} ${input} ${shown(facts)} → ${next} ${outputs.join(' ')}`;
      });
  const at = (outputs: readonly Output[], output: Output) => outputs.indexOf(output);

  it('comes to every state of the table, but for a failed one that is not there, and to no impossible one', () => {
    const reached = new Set(
      moves.flatMap(({ from, to }) => [from, to]).map(({ demand, status }) => `${demand}/${status}`),
    );
    // A failed channel is taken out; whoever still knows the record may give it an input.
    expect([...reached].sort()).toEqual([...table.keys()].sort());
    expect(new Set(moves.map(({ from }) => `${from.demand}/${from.status}`)).has('absent/failed')).toBe(false);
  });

  it('never asks the server while it has not answered, nor without a session', () =>
    expect(against(({ from, outputs, to }) => at(outputs, 'subscribe') < 0 || (!from.asked && to.session))).toEqual(
      [],
    ));

  it('waits for the answer exactly while it has asked', () =>
    expect(against(({ to }) => to.deadline === (to.status === 'subscribing' && to.inRegistry))).toEqual([]));

  it('is authorized exactly while it is authorizing, and lingers exactly while it is lingering', () => {
    expect(against(({ to }) => to.authorizing === (to.status === 'authorizing'))).toEqual([]);
    expect(against(({ to }) => to.linger === (to.demand === 'lingering'))).toEqual([]);
  });

  it('leaves nothing running when it is taken out', () =>
    expect(against(({ to }) => to.inRegistry || TIMERS.every((timer) => !to[timer]))).toEqual([]));

  it('is taken out exactly when nobody wants it any more', () =>
    expect(
      against(({ from, input, to, outputs }) => {
        const gone = to.demand === 'absent' && (from.demand !== 'absent' || (input === 'want' && !to.held));
        return at(outputs, 'remove') >= 0 === gone;
      }),
    ).toEqual([]));

  it('holds the connection while it is wanted or lingers, and asks to let it go when it is taken out on its own account', () => {
    expect(against(({ to }) => to.held || to.owed || to.demand === 'absent' || to.demand === 'leaving')).toEqual([]);
    // One that was being left has let it go before.
    expect(
      against(({ from, to, outputs }) => to.inRegistry || at(outputs, 'letGo') >= 0 || from.demand === 'leaving'),
    ).toEqual([]);
  });

  it('does first what nobody hears, then tells, and asks to let go last', () => {
    const order: readonly Output[][] = [['hold'], ['subscribe', 'unsubscribe'], ['tell'], ['fail'], ['letGo']];
    const place = (output: Output) => order.findIndex((outputs) => outputs.includes(output));
    expect(
      against(({ outputs }) => {
        const places = outputs.map(place).filter((one) => one >= 0);
        return places.every((one, i) => i === 0 || places[i - 1]! <= one);
      }),
    ).toEqual([]);
    expect(
      against(
        ({ outputs }) =>
          at(outputs, 'remove') < 0 || at(outputs, 'tell') < 0 || at(outputs, 'remove') < at(outputs, 'tell'),
      ),
    ).toEqual([]);
    expect(against(({ outputs }) => new Set(outputs).size === outputs.length)).toEqual([]);
  });

  it('tells of each change of its status, and of nothing else but a further success', () =>
    expect(
      against(({ from, input, to, outputs }) => {
        const changed = from.status !== to.status || (from.demand === 'absent') !== (to.demand === 'absent');
        const again =
          (input === 'accepted' && to.status === 'subscribed') || (to.status === 'failed' && at(outputs, 'fail') >= 0);
        return at(outputs, 'tell') >= 0 === (changed || again);
      }),
    ).toEqual([]));

  it('takes back a subscription that stands, or may, and nobody wants', () =>
    expect(
      against(({ from, to, input, outputs }) => {
        const stood = from.session && to.session && input !== 'refused';
        const gone = from.status === 'subscribed' && to.status !== 'subscribed';
        return !stood || !gone || at(outputs, 'unsubscribe') >= 0 || to.status === 'failed';
      }),
    ).toEqual([]));

  it('remembers the gap exactly where a subscription that stood is lost with its session', () =>
    expect(
      against(
        ({ from, input, outputs }) =>
          at(outputs, 'startOutage') >= 0 === (from.status === 'subscribed' && input === 'sessionLost'),
      ),
    ).toEqual([]));
});
