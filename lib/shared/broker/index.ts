import { createAgenda } from '../../sandbox/engine/agenda.js';
import { writeHeld } from './client-events.js';
import { heard } from './heard.js';
import type { Input } from './input.js';
import type { Output } from './output.js';
import { said } from './said.js';
import type { World } from './state.js';
import { tabGone } from './tabs.js';
import { abandon, upstreamLost, upstreamOpened } from './upstream.js';

/** How the broker begins. */
export interface BrokerOptions {
  /** From 0 up to 1. Default: 0 always. */
  readonly random?: () => number;
  /** It takes the place of another, which tabs know things from: claims wait until this time (ms). Default: now. */
  readonly claimsFrom?: number;
}

/**
 * What all tabs share, as a function of what happens to it: to each tab it is a Pusher server, to the server one client. No
 * sockets, no clock, no timers, and the same outputs for the same inputs.
 */
export interface Broker {
  /** Never throws, whatever the server and the tabs say. */
  readonly handle: (input: Input) => readonly Output[];
  /** How many tabs there are. */
  readonly size: () => number;
}

const createWorld = (host: World['host'], claimsFrom: number): World => ({
  host,
  upstream: {
    status: 'none',
    url: '',
    welcome: '',
    activityTimeout: 0,
    heardAt: -Infinity,
    askedAt: undefined,
    establishedAt: 0,
    failures: 0,
    notBefore: -Infinity,
  },
  timers: new Set(),
  tabs: new Map(),
  channels: new Map(),
  flights: new Map(),
  pinged: new Set(),
  user: undefined,
  held: [],
  written: [],
  riskyAt: -Infinity,
  claimed: new Set(),
  claims: [],
  claimsFrom,
});

export const createBroker = ({ random = () => 0, claimsFrom = -Infinity }: BrokerOptions = {}): Broker => {
  let outputs: Output[] = [];
  let now = 0;
  const emit = (output: Output): void => {
    outputs.push(output);
  };
  const agenda = createAgenda((at) => emit({ type: 'wake', at }));
  const world = createWorld({ now: () => now, random, emit, at: agenda.at }, claimsFrom);

  const step = (input: Input): void => {
    switch (input.type) {
      case 'said':
        return said(world, input.port, input.message);
      case 'gone': {
        const tab = world.tabs.get(input.port);
        if (tab !== undefined) tabGone(world, tab);
        return;
      }
      case 'opened':
        return upstreamOpened(world);
      case 'heard':
        return heard(world, input.text);
      case 'closed':
        return upstreamLost(world, input.code, input.reason);
      case 'stop':
        return abandon(world, 4200, 'another tab takes over');
      case 'tick':
        return agenda.tick(now);
    }
  };

  return {
    handle(input) {
      now = input.at;
      outputs = [];
      step(input);
      // Timers of a hidden page are late: whatever happens is an occasion.
      writeHeld(world);
      return outputs;
    },
    size: () => world.tabs.size,
  };
};
