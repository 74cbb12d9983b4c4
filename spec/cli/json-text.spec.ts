import { exactly, jsonText, recordText } from '../../lib/cli/json-text.js';

const written = (raw: string | undefined, data: unknown): readonly string[] => [
  jsonText(exactly(data, raw)),
  recordText({ data: exactly(data, raw) }),
];

describe('data on the terminal', () => {
  it.each([
    ['9007199254740993', '9007199254740993'],
    ['{ "id": 12345678901234567890 }', '{ "id": 12345678901234567890 }'],
    ['[0.12345678901234567]', '[0.12345678901234567]'],
    ['{ "price": 1.10 }', '{"price":1.1}'],
    ['{\n"id": 9007199254740993\n}', '{"id":9007199254740992}'],
    ['"9007199254740993"', '"9007199254740993"'],
  ])('has the digits that it came with: %j', (raw, text) => {
    expect(written(raw, JSON.parse(raw))).toEqual([text, `{"data":${text}}`]);
  });

  it('is a string in quotes where it is no JSON', () => {
    expect(written('no 9007199254740993', 'no 9007199254740993')).toEqual([
      '"no 9007199254740993"',
      '{"data":"no 9007199254740993"}',
    ]);
  });

  it('is what was read of it where it came as a value', () => {
    expect(written(undefined, { a: 1 })).toEqual(['{"a":1}', '{"data":{"a":1}}']);
  });
});
