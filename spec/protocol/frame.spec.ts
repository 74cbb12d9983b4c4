import fc from 'fast-check';
import { FrameError } from '../../lib/errors.js';
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

  it.each([
    ['{', ['not JSON']],
    ['', ['not JSON']],
    ['7', ['value is 7, not WireFrame']],
    ['null', ['value is null, not WireFrame']],
    ['{}', ['event is undefined, not string']],
    ['{"event":1}', ['event is 1, not string']],
    ['{"event":"a","channel":7}', ['channel is 7, not string']],
    ['{"event":{"toString":1,"valueOf":1}}', ['event is {…}, not string']],
    ['{"event":"a","channel":null}', ['channel is null, not string']],
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
    expect(userIdOf(frameOf({ event: 'client-a', user_id: null }))).toBeUndefined();
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
