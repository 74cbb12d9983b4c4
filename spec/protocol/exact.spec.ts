import fc from 'fast-check';
import { exactly, hasLongNumber } from '../../lib/protocol/exact.js';
import { runs } from '../fuzz/runs.js';

const LONG = '12345678901234567890';

describe('ids beyond 2^53', () => {
  it.each([
    [`{"user_id":${LONG}}`, `{"user_id":"${LONG}"}`],
    [`{"user_id":-${LONG}}`, `{"user_id":"-${LONG}"}`],
    [`{ "user_id" :\t${LONG} , "x":1}`, `{ "user_id" :\t"${LONG}" , "x":1}`],
    [`{"presence":{"ids":[1,${LONG},"a"],"count":${LONG}}}`, `{"presence":{"ids":[1,"${LONG}","a"],"count":${LONG}}}`],
    [`{"presence":{"ids":{"1.2":${LONG}}}}`, `{"presence":{"ids":{"1.2":"${LONG}"}}}`],
    [
      `{"events":[{"user_ids":[${LONG}]},{"user_ids":[${LONG}]}]}`,
      `{"events":[{"user_ids":["${LONG}"]},{"user_ids":["${LONG}"]}]}`,
    ],
    [
      `{"event":"x","data":{"user_id":${LONG}},"user_id":${LONG}}`,
      `{"event":"x","data":{"user_id":"${LONG}"},"user_id":"${LONG}"}`,
    ],
    [`{"user_info":[],"user_id":${LONG}}`, `{"user_info":[],"user_id":"${LONG}"}`],
    ['{"id":9007199254740992}', '{"id":"9007199254740992"}'],
  ])('become texts: %s', (text, exact) => {
    expect(exactly(text)).toBe(exact);
  });

  it.each([
    `{"user_info":{"user_id":${LONG},"ids":[${LONG}]}}`,
    `{"user_info":${LONG}}`,
    `{"presence":{"hash":{"ids":{"id":${LONG}}}}}`,
    `{"other":{"data":{"id":${LONG}}}}`,
    `{"user_id":"${LONG}"}`,
    `{"user_id":"\\"user_id\\":${LONG}"}`,
    `{"user_id":"\\\\","x":${LONG}}`,
    `{"subscription_count":${LONG}}`,
    `{"data":${LONG}}`,
    '{"user_id":9007199254740991}',
    `{"user_id":${LONG}.5}`,
    `{"user_id":${LONG}e5}`,
    `{"user_id":0.${LONG}}`,
    `{"data":[{"id":1},${LONG}]}`,
    `[{"id":1},${LONG}]`,
    LONG,
    `[${LONG}]`,
    `"${LONG}"`,
  ])('are told from what is none: %s', (text) => {
    expect(exactly(text)).toBe(text);
  });

  it.each([
    '',
    '{',
    `{"id":"${LONG}`,
    `{"id":${LONG}`,
    `"\\`,
    `{"id":"\\`,
    `}]${LONG}[{`,
    `:${LONG}`,
    `-${LONG}-`,
    `--${LONG}`,
  ])('may be in a text that is no JSON: %s', (text) => {
    expect(() => exactly(text)).not.toThrow();
  });

  it('are found wherever they begin', () => {
    for (let before = 0; before < 40; before += 1) {
      for (let digits = 0; digits < 40; digits += 1) {
        const text = `${'x'.repeat(before)}${'1'.repeat(digits)}y1`;
        expect([text, hasLongNumber(text)]).toEqual([text, digits >= 16]);
      }
    }
  });

  it('leave all the rest as JSON.parse has it', () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    const key = fc.constantFrom('id', 'ids', 'user_id', 'data', 'presence', 'user_info', 'hash', 'other');
    const nested = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        value,
        fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }).map((n) => ({ long: n.toString() })),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
      ),
    })).tree;
    // As it is on the wire: what stands for a long number is its digits, without quotes.
    const wire = (tree: unknown) => JSON.stringify(tree).replace(/\{"long":"(\d+)"\}/g, '$1');
    fc.assert(
      fc.property(nested, (tree) => {
        const text = wire(tree);
        const exact: unknown = JSON.parse(exactly(text));
        const back = JSON.stringify(exact, (_, one: unknown) =>
          typeof one === 'string' && /^-?\d{16,}$/.test(one) ? Number(one) : one,
        );
        const plain = JSON.stringify(JSON.parse(text), (_, one: unknown) =>
          typeof one === 'string' && /^-?\d{16,}$/.test(one) ? Number(one) : one,
        );
        expect(back).toBe(plain);
      }),
      runs(500),
    );
  });

  it('take a time that grows with the text', () => {
    const least = (text: string) =>
      Math.min(
        ...[1, 2, 3].map(() => {
          const before = performance.now();
          exactly(text);
          return performance.now() - before;
        }),
      );
    for (const piece of ['"', '\\"', '[', '{"id":', '1', `${LONG},`, ':', '{"id":[1']) {
      const text = (times: number) => `{"id":[${LONG},${piece.repeat(times)}`;
      expect([piece, least(text(100_000)) < 12 * least(text(25_000)) + 20]).toEqual([piece, true]);
    }
  });
});
