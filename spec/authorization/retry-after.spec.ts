import fc from 'fast-check';
import { retryAfter } from '../../lib/authorization/retry-after.js';

const noon = Date.UTC(2026, 2, 1, 12);
const none = 'null';
const at = (ms: number) => new Date(ms).toUTCString();
const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** A time in the three forms that a date may have in HTTP. */
const forms = (ms: number): readonly string[] => {
  const date = new Date(ms);
  const [weekday = '', day = '', month = '', year = '', time = ''] = date.toUTCString().replace(',', '').split(' ');
  return [
    date.toUTCString(),
    `${WEEKDAYS[date.getUTCDay()]}, ${day}-${month}-${year.slice(2)} ${time} GMT`,
    `${weekday} ${month} ${day.replace(/^0/, ' ')} ${time} ${year}`,
  ];
};

describe('what `Retry-After` asks for', () => {
  it.each([
    ['0', 0],
    ['7', 7_000],
    ['07', 7_000],
    ['7.5', 7_500],
    ['86400', 86_400_000],
  ])('is seconds, whatever the time: %s', (wish, ms) => {
    expect(retryAfter(wish, none, noon)).toBe(ms);
    expect(retryAfter(wish, at(0), 0)).toBe(ms);
  });

  it.each(forms(noon + 7_000))('is the time from now to a date: %s', (wish) => {
    expect(retryAfter(wish, none, noon)).toBe(7_000);
  });

  it.each(forms(noon))('is the time from the date of the answer, which goes before the clock here: %s', (date) => {
    for (const now of [0, noon - 3_600_000, noon + 3_600_000, noon * 2, NaN])
      for (const wish of forms(noon + 7_000)) expect(retryAfter(wish, date, now)).toBe(7_000);
  });

  it.each(['', none, 'yesterday', '12', '-1', 'Wed, 99 Foo 2026 00:00:00 GMT'])(
    'is counted from the clock here where the answer has a date that is none: %j',
    (date) => {
      expect(retryAfter(at(noon + 7_000), date, noon)).toBe(7_000);
    },
  );

  it('is nothing where the time has passed', () => {
    expect(retryAfter(at(noon - 7_000), none, noon)).toBe(0);
    expect(retryAfter(at(noon - 7_000), at(noon), 0)).toBe(0);
    expect(retryAfter(at(noon), at(noon), 0)).toBe(0);
  });

  it('may be long, but nobody means years: then a clock is wrong', () => {
    expect(retryAfter(at(noon + 3_600_000), none, noon)).toBe(3_600_000);
    expect(retryAfter(at(noon + 30 * 86_400_000), at(noon), 0)).toBe(30 * 86_400_000);
    expect(retryAfter(at(noon), none, 0)).toBe(0);
    expect(retryAfter('Fri, 31 Dec 9999 23:59:59 GMT', at(noon), 0)).toBe(0);
  });

  it.each([
    '',
    none,
    'undefined',
    '-1',
    '+7',
    '1e400',
    '1e3',
    '0x10',
    'Infinity',
    'NaN',
    '7 s',
    '7, 7',
    'soon',
    'soon 7',
    '2030-01-01',
    'Tue, 99 Foo 2030 00:00:00 GMT',
    'Tue, 01 Jan 2030 99:99:99 GMT',
    '[object Object]',
  ])('is nothing where it is junk: %j', (wish) => {
    expect(retryAfter(wish, none, noon)).toBe(0);
  });

  it('is the same length for a date in any form, wherever the clock here is', () => {
    const seconds = fc.integer({ min: 1, max: 31 * 86_400 });
    const times = fc.integer({ min: Date.UTC(2000, 0) / 1_000, max: Date.UTC(2049, 0) / 1_000 });
    const form = fc.integer({ min: 0, max: 2 });
    fc.assert(
      fc.property(times, seconds, form, form, fc.integer(), (time, wait, one, other, now) => {
        const wish = forms((time + wait) * 1_000)[one]!;
        expect(retryAfter(wish, forms(time * 1_000)[other]!, now)).toBe(wait * 1_000);
        expect(retryAfter(wish, none, time * 1_000)).toBe(wait * 1_000);
      }),
    );
  });

  it('is always a length, whatever the headers say', () => {
    const header = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.date().map(String), fc.double().map(String));
    fc.assert(
      fc.property(header, header, fc.double(), (wish, date, now) => {
        expect(retryAfter(wish, date, now)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
