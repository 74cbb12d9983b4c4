import type { Line } from '../../lib/shared/hosts/line.js';
import { silence } from '../../lib/shared/hosts/silence.js';
import { now } from '../../lib/rx/clock.js';
import { listen } from '../support/listen.js';
import { virtually } from '../support/virtual.js';

/** A line to a leader that answers probes for so long, if it ever did. */
const lineTo = (leader: string | undefined, answersUntil: number): Line => {
  let heardAt = now();
  return {
    leader: () => leader,
    heardAt: () => heardAt,
    post: () => {
      if (now() < answersUntil) heardAt = now();
    },
    call: () => undefined,
    close: () => undefined,
    cut: () => undefined,
  };
};

const silences = (create: () => readonly Line[], own?: string): readonly number[] =>
  virtually(({ after }) => {
    const heard: number[] = [];
    const { leave } = listen(
      silence(create(), () => own),
      () => heard.push(now()),
    );
    after(31_000, leave);
    return heard;
  });

describe('the silence of who leads', () => {
  it('is none while it answers', () => {
    expect(silences(() => [lineTo('a', Infinity), lineTo('a', Infinity)])).toEqual([]);
  });

  it('is found by one line within ten seconds, and again as long as it lasts', () => {
    expect(silences(() => [lineTo('a', 12_000), lineTo('a', Infinity)])).toEqual([20_000, 25_000, 30_000]);
  });

  it('is found where nobody answers a call', () => {
    expect(silences(() => [lineTo(undefined, 0)])[0]).toBe(5_000);
  });

  it('is not asked of oneself', () => {
    expect(silences(() => [lineTo('me', 0)], 'me')).toEqual([]);
  });
});
