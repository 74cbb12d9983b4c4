import type { Condition, Latency } from '../sandbox/memory/index.js';
import { NETWORK } from './act-rules.js';
import type { Part } from './script.js';
import type { Stage } from './stage.js';

/**
 * Something that happens to the network: how it is from now on (a `Condition`), a close of the client's sockets with that
 * code, another latency from now on, or a text from the server that it did not mean to send.
 */
export type NetworkAct = Condition | number | { readonly latency: Latency } | { readonly text: string };

const LETTERS: Readonly<Record<string, NetworkAct | undefined>> = {
  o: 'up',
  x: 1006,
  r: 'refuse',
  h: 'hang',
  m: 'mute',
  z: 'half-open',
  b: 'ws-refused',
  s: 'ws-swallowed',
};

export const network = (stage: Stage): Part<NetworkAct> => ({
  name: 'network',
  rule: NETWORK,
  letter: (letter) => LETTERS[letter],
  perform: (act) => {
    if (typeof act === 'number') stage.close(act);
    else if (typeof act === 'string') stage.become(act);
    else if ('latency' in act) stage.delay(act.latency);
    else stage.say(act.text);
  },
});
