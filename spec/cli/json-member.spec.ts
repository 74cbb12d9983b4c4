import * as fc from 'fast-check';
import { memberText } from '../../lib/cli/json-member.js';

describe('the text of a member', () => {
  it.each([
    ['{"data":9007199254740993}', '9007199254740993'],
    ['{"data":1e999}', '1e999'],
    ['{"data":-0.10}', '-0.10'],
    ['{"data" :\t[1 , {"a": 2}] \r}', '[1 , {"a": 2}]'],
    ['{"data":{"data":1},"x":{"data":2}}', '{"data":1}'],
    ['{"x":[{"data":1}],"data":null}', 'null'],
    ['{"x":"\\"data\\":1","data":2}', '2'],
    ['{"x":"}","y":"\\\\","data":"{,:\\"]"}', '"{,:\\"]"'],
    ['{"d\\u0061ta":1}', '1'],
    ['{"data":1,"data":[2]}', '[2]'],
    ['{"data":1,"d\\u0061ta":2}', '2'],
    ['{"x":"data","data":"x"}', '"x"'],
    ['{"data":"\\ud800\u2028"}', '"\\ud800\u2028"'],
    ['{"data":true}', 'true'],
    ['{"data":{}}', '{}'],
    ['{"data":[],"x":1}', '[]'],
    ['{"__proto__":1,"data":2}', '2'],
  ])('of %s is %s', (json, text) => {
    expect(memberText(json, 'data')).toBe(text);
  });

  it.each(['{}', '{"x":1}', '{"x":{"data":1}}', '{"x":[{"data":1}]}', '{"dat":1}', '{"":1}'])(
    'is none in %s',
    (json) => {
      expect(memberText(json, 'data')).toBe(undefined);
    },
  );

  it('is that of an empty name, too', () => {
    expect(memberText('{"":1}', '')).toBe('1');
    expect(memberText('{}', '')).toBe(undefined);
  });

  it('is what JSON.parse reads as the member, however it is written', () => {
    const space = fc.constantFrom('', ' ', '\t', '\r', '  ');
    const member = fc.tuple(fc.oneof(fc.constant('data'), fc.string()), fc.jsonValue(), fc.constantFrom(0, 1, '\t'));
    fc.assert(
      fc.property(fc.array(member, { maxLength: 5 }), space, space, (members, one, other) => {
        const texts = members.map(([, value, indent]) => JSON.stringify(value, undefined, indent));
        const json = `{${members.map(([name], i) => `${one}${JSON.stringify(name)}${other}:${one}${texts[i]!}${other}`).join(',')}}`;
        const last = members.map(([name]) => name).lastIndexOf('data');
        expect(memberText(json, 'data')).toBe(last < 0 ? undefined : texts[last]);
      }),
    );
  });

  it('is found in a line of a megabyte, of whatever it is made', () => {
    for (const piece of ['"\\n', '[', '{"a":', 'x', '\\"']) {
      const many = Math.floor(1_000_000 / piece.length);
      const data =
        piece === '['
          ? '['.repeat(many / 2) + ']'.repeat(many / 2)
          : piece === '{"a":'
            ? `${'{"a":'.repeat(many / 2)}1${'}'.repeat(many / 2)}`
            : `"${piece.replace(/^"/, '').repeat(many)}"`;
      expect(memberText(`{"channel":"a","data":${data}}`, 'data')).toBe(data);
    }
  });
});
