import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import Pusher from '../../lib/pusher-js/index.js';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
const turn = () => new Promise((resolve) => setTimeout(resolve, 10));

const OPTIONS = { wsHost: '127.0.0.1', wsPort: 1, forceTLS: false } as const;
/** In a function of its own, so that nothing refers to them afterwards. */
const used = (count: number) => {
  for (let i = 0; i < count; i += 1) {
    const client = new Pusher('key', OPTIONS);
    client.subscribe('presence-a').bind('e', () => client);
    client.disconnect();
  }
};

describe('Pusher.instances', () => {
  it('holds a client while it connects, and while something refers to it, and no longer', async () => {
    const before = Pusher.instances.length;
    const kept = new Pusher('key', OPTIONS);
    kept.disconnect();
    used(20);
    expect(Pusher.instances).toHaveLength(before + 21);
    for (let i = 0; i < 50 && Pusher.instances.length > before + 1; i += 1) {
      await turn();
      gc();
    }
    expect(Pusher.instances).toEqual([kept]);
  });

  it('can be set, as programs do that forget theirs', () => {
    Pusher.instances = [];
    const client = new Pusher('key', OPTIONS);
    client.disconnect();
    expect(Pusher.instances).toEqual([client]);
  });
});
