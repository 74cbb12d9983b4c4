import fc from 'fast-check';
import { FrameError } from '../../lib/protocol/errors.js';
import { decodedFrame, parseFrame, userIdOf } from '../../lib/protocol/frame.js';

const frameOf = (value: unknown) => {
  const parsed = parseFrame(typeof value === 'string' ? value : JSON.stringify(value));
  if (parsed._tag === 'Left') throw parsed.left;
  return parsed.right;
};
const errorOf = (text: unknown) => {
  const parsed = parseFrame(text);
  if (parsed._tag === 'Right') throw new Error('a frame');
  return parsed.left;
};

describe('text from the socket', () => {
  it('is a frame with all it carries', () => {
    const frame = { event: 'client-a', channel: 'presence-b', data: { x: 1 }, user_id: '1' };
    expect(frameOf(frame)).toEqual(frame);
  });

  it('is a frame without channel or data too', () => {
    expect(frameOf({ event: 'pusher:pong' })).toEqual({ event: 'pusher:pong' });
    expect(frameOf({ event: 'pusher:cache_miss', channel: 'cache-x', data: null })).toHaveProperty('data', null);
  });

  it.each([null, ''])('has no channel where that is %j', (channel) => {
    const rest = { event: 'pusher:ping', data: { x: 1 }, user_id: '1', more: null };
    const frame = frameOf({ ...rest, channel });
    expect(frame).toEqual(rest);
    expect(Object.keys(frame)).not.toContain('channel');
    expect(frameOf({ event: 'tick', channel, data: '1' })).toStrictEqual({ event: 'tick', data: '1' });
  });

  it('has ids to the last digit, which are not in the text of its data', () => {
    const long = '1234567890123456789';
    const plain = { id: 1234567890123456800, user_id: 1234567890123456800 };
    const data = `{"id":${long},"user_id":${long}}`;
    expect(frameOf(`{"event":"client-x","channel":"presence-a","data":${data},"user_id":${long}}`)).toEqual({
      event: 'client-x',
      channel: 'presence-a',
      data: plain,
      user_id: long,
    });
    for (const event of ['pusher_internal:member_added', 'pusher:signin_success']) {
      for (const rest of ['', '"channel":null,', '"user_id":1,']) {
        const { data: read, user_id } = frameOf(`{"event":"${event}",${rest}"data":${data}}`);
        expect([read, user_id]).toEqual([{ id: long, user_id: long }, rest.includes('user_id') ? 1 : undefined]);
      }
    }
    // The data of an app is what JSON.parse makes of it; text is left to whoever reads it.
    expect(frameOf(`{"event":"tick","data":${data}}`).data).toEqual(plain);
    expect(frameOf(`{"event":"pusher:x","data":${JSON.stringify(data)}}`).data).toBe(data);
    expect(frameOf(`{"event":"pusher:x","data":${long}}`).data).toBe(1234567890123456800);
  });

  it.each([
    ['{', ['not JSON']],
    ['', ['not JSON']],
    ['7', ['value is 7, not { event, channel }']],
    ['null', ['value is null, not { event, channel }']],
    ['{}', ['event is undefined, not string']],
    ['{"event":1}', ['event is 1, not string']],
    ['{"event":"a","channel":7}', ['channel is 7, not string']],
    ['{"event":{"toString":1,"valueOf":1}}', ['event is {…}, not string']],
    ['{"event":null}', ['event is null, not string']],
    ['{"event":["a"]}', ['event is {…}, not string']],
    ['{"channel":null}', ['event is undefined, not string']],
    ['{"event":"a","channel":{}}', ['channel is {…}, not string']],
    ['{"event":"a","channel":false}', ['channel is false, not string']],
    ['[]', ['value is {…}, not { event, channel }']],
    ['"a"', ['value is "a", not { event, channel }']],
  ])('says why it is none: %s', (text, reasons) => {
    const error = errorOf(text);
    expect(error).toBeInstanceOf(FrameError);
    expect(error.text).toBe(text);
    expect(error.reasons.filter((reason, i, all) => all.indexOf(reason) === i)).toEqual(
      expect.arrayContaining(reasons),
    );
  });

  it('is refused where it is not text', () => {
    expect(errorOf(new ArrayBuffer(2)).reasons).toEqual(['not a text frame']);
    expect(errorOf(undefined).reasons).toEqual(['not a text frame']);
  });

  it('never makes the parser throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.anything()), (text) => {
        expect(parseFrame(text)).toHaveProperty('_tag');
      }),
    );
  });
});

describe('a decoded frame', () => {
  it('has its data parsed and its user named as everywhere else', () => {
    expect(decodedFrame(frameOf({ event: 'client-a', channel: 'presence-b', data: '{"x":1}', user_id: '1' }))).toEqual({
      event: 'client-a',
      channel: 'presence-b',
      data: { x: 1 },
      userId: '1',
    });
  });

  it('has no keys for what did not come', () => {
    expect(Object.keys(decodedFrame(frameOf({ event: 'pusher:pong' })))).toEqual(['event']);
  });

  it('has a text as user id where the server sent a number, and none where it sent neither', () => {
    expect(userIdOf(frameOf({ event: 'client-a', user_id: 10 }))).toBe('10');
    expect(userIdOf(frameOf({ event: 'client-a', user_id: {} }))).toBeUndefined();
    for (const none of [null, '', true, []]) {
      expect(userIdOf(frameOf({ event: 'client-a', user_id: none }))).toBeUndefined();
    }
    expect(userIdOf(frameOf('{"event":"client-a","user_id":9007199254740993}'))).toBe('9007199254740993');
  });

  it('is the frame that was sent, whether its data was encoded twice or not', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (event, data) => {
        fc.pre(typeof data !== 'string');
        const once = decodedFrame(frameOf({ event, data }));
        const twice = decodedFrame(frameOf({ event, data: JSON.stringify(data) }));
        expect(twice).toEqual(once);
        expect(once.event).toBe(event);
      }),
    );
  });
});
