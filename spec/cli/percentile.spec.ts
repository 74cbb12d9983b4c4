import { percentile } from '../../lib/cli/percentile.js';

describe('a percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);

  it.each([
    [50, 50],
    [95, 95],
    [99, 99],
    [100, 100],
  ])('%i of 1 to 100 is %i', (percent, expected) => {
    expect(percentile(hundred, percent)).toBe(expected);
  });

  it('of one value is that value, and of none is not a number', () => {
    expect([percentile([7], 50), percentile([7], 99), percentile([], 50)]).toEqual([7, 7, NaN]);
  });
});
