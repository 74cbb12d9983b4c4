import nacl from 'tweetnacl';
import { encryption } from 'rx-pusher/encryption';
import { theyListen, weListen } from './clients.js';
import type { ListenerOf } from './clients.js';
import type { Tick } from './events.js';
import { channelNames, eventTexts, tick } from './events.js';
import type { Bench, Options } from './harness.js';
import { cycling, figure, inProcess, inTurns, ratio, turns } from './harness.js';

type Times = Readonly<Record<'limit' | 'ours' | 'theirs', number>>;

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));

/** ns for one event opened, of a small object. The limit is the cipher and what lies round it. */
export const measure = async (options: Options): Promise<Times> => {
  const names = channelNames(100, 'private-encrypted-');
  const key = nacl.randomBytes(32);
  const seal = (id: number) => {
    const nonce = nacl.randomBytes(24);
    const box = nacl.secretbox(new TextEncoder().encode(JSON.stringify(tick(id))), nonce, key);
    return { nonce: base64(nonce), ciphertext: base64(box) };
  };
  const texts = eventTexts(names, 'tick', seal, 1_000);
  // A new one for each channel: pusher-js takes the secret out of what it is given.
  const signature = () => ({ auth: 'key:signature', shared_secret: base64(key) });
  let heard = 0;
  const listenerOf: ListenerOf = () => (data) => {
    heard += data.id < 0 ? 0 : 1;
  };

  const listeners = new Map(names.map((name) => [name, listenerOf(name)]));
  const us = await weListen(names, 'tick', listenerOf, { encryption, channelAuthorization: () => [signature()] });
  const them = await theyListen(names, 'tick', listenerOf, {
    channelAuthorization: { transport: 'ajax', endpoint: '', customHandler: (_, done) => done(null, signature()) },
  });
  const { rounds, warmUp, count } = turns(options, 5_000);
  const times = await inTurns(
    {
      limit: cycling(texts, (text) => {
        const frame = JSON.parse(text) as { channel: string; data: string };
        const { nonce, ciphertext } = JSON.parse(frame.data) as { nonce: string; ciphertext: string };
        const opened = nacl.secretbox.open(bytes(ciphertext), bytes(nonce), key);
        if (opened !== null) listeners.get(frame.channel)?.(JSON.parse(Buffer.from(opened).toString()) as Tick);
      }),
      ours: cycling(texts, (text) => us.receive(text)),
      theirs: cycling(texts, (text) => them.receive(text)),
    },
    { rounds, warmUp, count },
  );
  const expected = 3 * count * (rounds + warmUp);
  if (heard !== expected) throw new Error(`${heard} of ${expected} events were heard`);
  return times;
};

export const bench: Bench = async (options) => {
  const times = await inProcess<Times>('encrypted', options);
  return [
    ratio('× pusher-js', times.theirs / times.ours, { atLeast: 1 }),
    ratio('of the limit', times.limit / times.ours),
    figure('limit', times.limit, 'ns'),
    figure('ours', times.ours, 'ns'),
    figure('pusher-js', times.theirs, 'ns'),
  ];
};
