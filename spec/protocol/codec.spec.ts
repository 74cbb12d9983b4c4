import fc from 'fast-check';
import * as t from 'io-ts';
import { decodeData, parseData, parseJson, reasonsOf } from '../../lib/protocol/codec.js';

const reasons = (codec: t.Mixed, value: unknown, show?: (value: unknown) => string) => {
  const decoded = codec.decode(value);
  return decoded._tag === 'Left' ? reasonsOf(decoded.left, show) : [];
};

describe('JSON', () => {
  it('is read, or refused without throwing, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const parsed = parseJson(text);
        if (parsed._tag === 'Right') expect(JSON.stringify(parsed.right)).toBe(JSON.stringify(JSON.parse(text)));
        else expect(() => void JSON.parse(text)).toThrow();
      }),
    );
  });
});

describe('the data of a frame', () => {
  it('is taken as JSON in a string, as the value itself, and absent', () => {
    expect(parseData('{"a":1}')).toEqual({ a: 1 });
    expect(parseData({ a: 1 })).toEqual({ a: 1 });
    expect(parseData(undefined)).toBeUndefined();
  });

  it('stays a string where it is not JSON', () => {
    expect(parseData('hello')).toBe('hello');
    expect(parseData('')).toBe('');
  });

  it('comes back from its JSON as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(parseData(JSON.stringify(value)))).toBe(JSON.stringify(value));
      }),
    );
  });

  it('goes through the codec of its payload, doubly encoded or not', () => {
    const codec = t.type({ n: t.number });
    expect(decodeData(codec, '{"n":1}')).toEqual({ _tag: 'Right', right: { n: 1 } });
    expect(decodeData(codec, { n: 1 })).toEqual({ _tag: 'Right', right: { n: 1 } });
    expect(decodeData(codec, undefined)).toEqual({
      _tag: 'Left',
      left: ['value is undefined, not { n: number }'],
    });
  });
});

describe('the reasons of a codec', () => {
  const codec = t.type({ user: t.intersection([t.type({ id: t.string }), t.partial({ tags: t.array(t.string) })]) });

  it('name the culprit by its path, one line each', () => {
    expect(reasons(codec, { user: { id: 7 } })).toEqual(['user.id is 7, not string']);
    expect(reasons(codec, { user: { id: 'a', tags: [1, 'b'] } })).toEqual(['user.tags is 1, not string']);
    expect(reasons(codec, 'x')).toEqual([`value is "x", not ${codec.name}`]);
  });

  it('are the first ten, however many there are', () => {
    expect(
      reasons(
        t.array(t.string),
        Array.from({ length: 100_000 }, () => 1),
      ),
    ).toHaveLength(10);
  });

  it('are kept short', () => {
    expect(reasons(t.number, 'x'.repeat(1_000))[0]?.length).toBeLessThan(80);
  });

  it('never fail on a value that has no text', () => {
    for (const value of [Object.create(null), Symbol('s'), { toString: 1, valueOf: 1 }]) {
      expect(reasons(t.string, value)).toHaveLength(1);
    }
  });

  it('can leave a secret value out', () => {
    expect(reasons(codec, { user: { id: 7 } }, (value) => typeof value)).toEqual(['user.id is number, not string']);
  });
});
