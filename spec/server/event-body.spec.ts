import { open } from '../../lib/encryption/secretbox.js';
import { sharedSecret } from '../../lib/encryption/shared-secret.js';
import { batchBody, batchEntry, eventBody, userEventBody } from '../../lib/server/event-body.js';
import { errorLike } from '../support/error-like.js';

const settings = { masterKey: undefined, maxDataSize: 10_240 };
const trigger = (channels: string | string[], name = 'e', data: unknown = {}, params = {}) =>
  eventBody(settings, channels, name, data, params);
const tagged = (_tag: string, more: object = {}) => errorLike({ _tag, ...more });

describe('the body of an event', () => {
  it('has a text as it is, and anything else as JSON', () => {
    expect(trigger('a', 'e', 'text')).toEqual({ name: 'e', data: 'text', channels: ['a'] });
    expect(trigger(['a', 'b'], 'e', { x: 1 }).data).toBe('{"x":1}');
    expect(trigger('a', 'e', null).data).toBe('null');
  });

  it('has the sender and what is asked of the channels, in the words of the wire', () => {
    expect(trigger('a', 'e', 'x', { socketId: '1.2', info: 'subscription_count' })).toEqual({
      name: 'e',
      data: 'x',
      channels: ['a'],
      socket_id: '1.2',
      info: 'subscription_count',
    });
  });

  it.each([
    ['', 'ChannelNameError'],
    ['a b', 'ChannelNameError'],
    ['#server-to-user-1', 'ChannelNameError'],
    ['x'.repeat(165), 'ChannelNameError'],
  ])('goes to no channel %j', (channel, tag) => {
    expect(() => trigger(['a', channel])).toThrow(tagged(tag, { channel }));
  });

  it.each(['', 'x'.repeat(201), 'pusher:ping', 'pusher_internal:x'])('has no name %j', (event) => {
    expect(() => trigger('a', event)).toThrow(tagged('EventNameError', { event }));
  });

  it('goes to 1 to 100 channels', () => {
    const channels = (n: number) => Array.from({ length: n }, (_, i) => `c${i}`);
    expect(trigger(channels(100)).channels).toHaveLength(100);
    expect(() => trigger(channels(101))).toThrow(tagged('LimitError', { limit: 'channels', size: 101, most: 100 }));
    expect(() => trigger([])).toThrow(tagged('LimitError', { size: 0 }));
  });

  it('takes names up to their limits', () => {
    expect(trigger('x'.repeat(164), 'y'.repeat(200)).name).toHaveLength(200);
  });

  it('counts bytes of data, not characters', () => {
    expect(trigger('a', 'e', 'ü'.repeat(5_120)).data).toHaveLength(5_120);
    expect(() => trigger('a', 'big', `${'ü'.repeat(5_120)}.`)).toThrow(
      tagged('LimitError', { limit: 'data', size: 10_241, most: 10_240, event: 'big' }),
    );
    expect(() => eventBody({ ...settings, maxDataSize: 3 }, 'a', 'e', 'four', {})).toThrow(tagged('LimitError'));
  });

  it('needs data that JSON can write, and a socket id that is one', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    for (const data of [undefined, cycle, 1n])
      expect(() => eventBody(settings, 'a', 'e', data, {})).toThrow(tagged('ArgumentError', { argument: 'data' }));
    expect(() => trigger('a', 'e', 'x', { socketId: '1.2\n' })).toThrow(
      tagged('ArgumentError', { argument: 'socketId' }),
    );
  });
});

describe('an event of an encrypted channel', () => {
  const masterKey = new Uint8Array(32).fill(7);
  const channel = 'private-encrypted-a';
  const opened = (data: string) => open(JSON.parse(data) as never, sharedSecret(channel, masterKey));

  it('is sealed with the key of its channel, alone and in a batch', () => {
    expect(opened(eventBody({ ...settings, masterKey }, channel, 'e', { x: 1 }, {}).data)).toEqual({ text: '{"x":1}' });
    const entry = batchEntry({ ...settings, masterKey }, { channel, name: 'e', data: 'text' });
    expect(opened(entry.data)).toEqual({ text: 'text' });
  });

  it('counts with what the seal adds', () => {
    const size = (data: string) => eventBody({ maxDataSize: 10_240, masterKey }, channel, 'e', data, {}).data.length;
    expect(size('x'.repeat(7_600))).toBeLessThanOrEqual(10_240);
    expect(() => size('x'.repeat(7_700))).toThrow(tagged('LimitError', { limit: 'data' }));
  });

  it('goes to no other channel', () => {
    expect(() => eventBody({ ...settings, masterKey }, ['a', channel], 'e', 'x', {})).toThrow(
      tagged('ChannelNameError', { channel }),
    );
  });

  it('needs the master key', () => {
    expect(() => trigger(channel)).toThrow(tagged('OptionError', { option: 'encryptionMasterKeyBase64' }));
  });
});

describe('a batch', () => {
  const event = { channel: 'a', name: 'e', data: { x: 1 } };

  it('is checked event by event, and leaves the input as it was', () => {
    const input = Object.freeze([Object.freeze({ ...event, socketId: '1.2' })]);
    expect(input.map((e) => batchEntry(settings, e))).toEqual([
      { channel: 'a', name: 'e', data: '{"x":1}', socket_id: '1.2' },
    ]);
    expect(() => batchEntry(settings, { ...event, channel: 'a b' })).toThrow(tagged('ChannelNameError'));
    expect(() => batchEntry(settings, { ...event, name: 'x'.repeat(300) })).toThrow(tagged('EventNameError'));
  });

  it('has 1 to 10 events', () => {
    const entries = Array.from({ length: 11 }, () => batchEntry(settings, event));
    expect(batchBody(entries.slice(1)).batch).toHaveLength(10);
    expect(() => batchBody(entries)).toThrow(tagged('LimitError', { limit: 'batch', size: 11, most: 10 }));
    expect(() => batchBody([])).toThrow(tagged('LimitError', { size: 0 }));
  });
});

describe('an event to a user', () => {
  it('goes to the channel that is theirs', () => {
    expect(userEventBody(settings, 'a b', 'e', 'x')).toEqual({
      name: 'e',
      data: 'x',
      channels: ['#server-to-user-a b'],
    });
    expect(() => userEventBody(settings, '', 'e', 'x')).toThrow(tagged('ArgumentError', { argument: 'userId' }));
  });
});
