import { right, left } from 'fp-ts/Either';
import { of, throwError } from 'rxjs';
import { lastValueFrom, toArray } from 'rxjs';
import type { Outcome } from '../../lib/cli/batch-outcomes.js';
import { outcomes } from '../../lib/cli/batch-outcomes.js';
import type { InputLine } from '../../lib/cli/lines.js';
import { createPusherServer } from '../../lib/server/index.js';

interface Entry {
  readonly channel: string;
  readonly name: string;
  readonly data: string;
}
type Answer = (batch: readonly Entry[]) => number | Error;

/** What becomes of lines where the API answers so, and the batches that it was asked to publish. */
const play = async (lines: readonly string[], answer: Answer = () => 200, masterKey?: string) => {
  const batches: (readonly Entry[])[] = [];
  const server = createPusherServer({
    appId: '1',
    key: 'k',
    secret: 's',
    host: 'h',
    ...(masterKey === undefined ? {} : { encryptionMasterKeyBase64: masterKey }),
    fetch: (_, { body }) => {
      const { batch } = JSON.parse(body as string) as { batch: readonly Entry[] };
      batches.push(batch);
      const status = answer(batch);
      if (status instanceof Error) return throwError(() => status);
      return of({ status, text: () => of(status === 200 ? '{}' : 'no') });
    },
  });
  const input = lines.map((text, i): InputLine => ({ line: i + 1, text: right(text) }));
  const told: Outcome[] = [];
  let failure = '';
  await lastValueFrom(outcomes(server, (error) => error)(input).pipe(toArray()), { defaultValue: [] }).then(
    (all) => told.push(...all),
    (error: unknown) => (failure = (error as Error).message),
  );
  return { told, batches: batches.map((batch) => batch.map(({ data }) => data)), failure };
};

const line = (data: unknown, channel = 'a') => JSON.stringify({ channel, event: 'e', data });
const lines = (count: number) => Array.from({ length: count }, (_, i) => line(i));

describe('the lines of a batch', () => {
  it('go ten in a request, in their order', async () => {
    const { told, batches } = await play(lines(25));
    expect(batches.map(({ length }) => length)).toEqual([10, 10, 5]);
    expect(batches.flat()).toEqual(Array.from({ length: 25 }, (_, i) => String(i)));
    expect(told).toEqual(Array.from({ length: 25 }, (_, i) => ({ line: i + 1 })));
  });

  it.each([400, 413])(
    'of a request that is answered %i go again, each by itself, and only the bad one fails',
    async (status) => {
      const { told, batches } = await play(lines(12), (batch) =>
        batch.some(({ data }) => data === '3') ? status : 200,
      );
      expect(batches.map((batch) => batch.join())).toEqual(['0,1,2,3,4,5,6,7,8,9', ...'0123456789'.split(''), '10,11']);
      expect(told.filter(({ reason }) => reason !== undefined)).toEqual([
        { line: 4, reason: expect.stringContaining(`answered ${status}`) as string },
      ]);
      expect(told.map(({ line: n }) => n).sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    },
  );

  it.each<[string, Answer]>([
    ['401', () => 401],
    ['500', () => 500],
    ['no answer', () => new Error('ECONNREFUSED')],
  ])('end with what would fail for all others too: %s', async (_, answer) => {
    const { batches, failure } = await play(lines(30), (batch) => (batch[0]!.data === '10' ? answer(batch) : 200));
    expect(batches).toHaveLength(2);
    expect(failure).toMatch(/^stopped at line 11: POST/);
  });

  it('end at the line by which they end, also among those that go by themselves', async () => {
    const { failure } = await play(lines(5), (batch) => (batch.length > 1 ? 400 : batch[0]!.data === '2' ? 403 : 200));
    expect(failure).toMatch(/^stopped at line 3: .*403/);
  });

  it('are each refused by themselves for what cannot be sent at all', async () => {
    const { told, batches } = await play([
      line(1),
      line(2, 'a b'),
      line(3, 'private-encrypted-a'),
      line('x'.repeat(10_241)),
      '{"channel":"a","event":"","data":1}',
      '{"channel":"a","event":"e","data":1,"socket_id":"x"}',
      'oops',
      '  ',
      line(9),
    ]);
    expect(told.filter(({ reason }) => reason === undefined).map(({ line: n }) => n)).toEqual([1, 9]);
    expect(
      told
        .filter(({ reason }) => reason !== undefined)
        .map(({ line: n }) => n)
        .sort(),
    ).toEqual([2, 3, 4, 5, 6, 7]);
    expect(batches).toEqual([['1', '9']]);
  });

  it('that cannot be read are told with the reason', async () => {
    const server = createPusherServer({ appId: '1', key: 'k', secret: 's', host: 'h' });
    const input: readonly InputLine[] = [{ line: 7, text: left('not UTF-8') }];
    expect(await lastValueFrom(outcomes(server, (error) => error)(input).pipe(toArray()))).toEqual([
      { line: 7, reason: 'not UTF-8' },
    ]);
  });

  it.each([
    ['9007199254740993', '9007199254740993'],
    ['[12345678901234567890, 1.10, 1e400]', '[12345678901234567890, 1.10, 1e400]'],
    ['{ "id": 9007199254740993 }', '{ "id": 9007199254740993 }'],
    ['"text"', 'text'],
    ['"9007199254740993"', '9007199254740993'],
    ['"{\\"n\\":1}"', '{"n":1}'],
    ['"a\\u2028b"', 'a\u2028b'],
    ['null', 'null'],
    ['true', 'true'],
    ['""', ''],
  ])('have data that goes as it stands there: %s', async (data, sent) => {
    const { batches } = await play([`{"data": ${data} ,"channel":"a","name":"e"}`]);
    expect(batches).toEqual([[sent]]);
  });
});
