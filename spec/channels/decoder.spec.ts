import * as t from 'io-ts';
import { DateFromISOString } from './date-from-iso-string.js';
import { filter, firstValueFrom } from 'rxjs';
import { z } from 'zod';
import type { Decoder } from '../../lib/index.js';
import { errorLike } from '../support/error-like.js';
import { clientOf, event, FakeServer } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { until } from '../sandbox/support/running.js';
import { listen } from '../support/listen.js';

const decoding = <T>(decoder: Decoder<T>, ...sent: readonly unknown[]) =>
  inTime(({ pass }) => {
    const server = new FakeServer();
    const pusher = clientOf(server);
    const errors = listen(pusher.errors$);
    const heard = listen(pusher.channel('a').on('x', decoder));
    pass(10);
    server.say(...sent.map((data) => event('a', 'x', data)));
    return { heard, errors: errors.values };
  });

const Tick = t.type({ price: t.number });

describe('on() with a decoder', () => {
  it('gives what an io-ts codec makes of the data', () => {
    const { heard, errors } = decoding(DateFromISOString, '2026-01-02T03:04:05.000Z');
    expect(heard.values).toEqual([new Date(Date.UTC(2026, 0, 2, 3, 4, 5))]);
    expect(errors).toEqual([]);
  });

  it('gives what a Standard Schema makes of the data', () => {
    const schema = z.object({ price: z.string().transform(Number), currency: z.string().default('EUR') });
    expect(decoding(schema, { price: '1.5' }).heard.values).toEqual([{ price: 1.5, currency: 'EUR' }]);
  });

  it('reports what io-ts refuses, with channel, event and reasons, and goes on', () => {
    const { heard, errors } = decoding(Tick, { price: 1 }, { price: 'free' }, 7, { price: 2 });
    expect(heard.values).toEqual([{ price: 1 }, { price: 2 }]);
    expect(errors).toEqual([
      errorLike({ _tag: 'DecodeError', channel: 'a', event: 'x', reasons: ['price is "free", not number'] }),
      errorLike({ _tag: 'DecodeError', channel: 'a', event: 'x', reasons: [expect.stringContaining('value is 7')] }),
    ]);
  });

  it('reports what a Standard Schema refuses, with the path to each culprit', () => {
    const { heard, errors } = decoding(z.object({ price: z.object({ net: z.number() }) }), { price: { net: '1' } });
    expect(heard.values).toEqual([]);
    expect(errors).toEqual([
      errorLike({ channel: 'a', event: 'x', reasons: [expect.stringMatching(/^price\.net: .*number/)] }),
    ]);
  });

  it('reports a decoder that throws, with its cause, and goes on', () => {
    const cause = new Error('mine');
    const bad: Decoder<number> = {
      name: 'bad',
      decode: (input) => {
        if (input === 1) throw cause;
        return { _tag: 'Right', right: Number(input) };
      },
    };
    const { heard, errors } = decoding(bad, 1, 2);
    expect(heard.values).toEqual([2]);
    expect(errors).toEqual([errorLike({ _tag: 'DecodeError', reasons: ['the decoder threw'], cause })]);
  });

  it('takes the reasons of a decoder of the user’s own as text', () => {
    const own: Decoder<never> = { name: 'own', decode: () => ({ _tag: 'Left', left: 'because' }) };
    expect(decoding(own, 1).errors).toEqual([errorLike({ reasons: ['because'] })]);
  });

  it('reports each refusal to each who listens, and hears for the whole client and the user as well', () =>
    inTime(({ pass }) => {
      const server = new FakeServer();
      const pusher = clientOf(server);
      const errors = listen(pusher.errors$);
      listen(pusher.channel('a'));
      const [everywhere, user] = [listen(pusher.on('x', Tick)), listen(pusher.user.on('x', Tick))];
      pass(10);
      server.say(event('a', 'x', { price: 1 }), event('#server-to-user-u1', 'x', { price: 2 }));
      expect([everywhere.values, user.values]).toEqual([[{ price: 1 }, { price: 2 }], [{ price: 2 }]]);
      server.say(event('#server-to-user-u1', 'x', {}));
      expect(errors.values).toEqual([
        errorLike({ event: 'x', channel: '#server-to-user-u1' }),
        errorLike({ event: 'x', channel: undefined }),
      ]);
    }));

  it('keeps the order where a schema answers later, and reports what it refuses or fails with', async () => {
    const validate = async (value: unknown) => {
      const n = Number(value);
      await new Promise((resolve) => setTimeout(resolve, 40 - 10 * n));
      if (n === 3) throw new Error('mine');
      return n === 2 ? { issues: [{ message: 'not two', path: [{ key: 'n' }, 0] }] } : { value: n };
    };
    const schema: Decoder<number> = { '~standard': { version: 1, vendor: 'own', validate } };
    const server = new FakeServer(0);
    const pusher = clientOf(server);
    const [errors, heard] = [listen(pusher.errors$), listen(pusher.channel('a').on('x', schema))];
    const subscribed$ = pusher.channel('a').state$.pipe(filter(({ status }) => status === 'subscribed'));
    await firstValueFrom(subscribed$);
    server.say(...[1, 2, 3, 4].map((n) => event('a', 'x', n)));
    await until(() => heard.values.length + errors.values.length === 4, 'an outcome of each');
    heard.leave();
    expect(heard.values).toEqual([1, 4]);
    expect(errors.values).toEqual([
      errorLike({ channel: 'a', event: 'x', reasons: ['n.0: not two'] }),
      errorLike({ channel: 'a', event: 'x', reasons: ['the decoder threw'], cause: errorLike({ message: 'mine' }) }),
    ]);
  });
});
