// How each of the three forms of a date in HTTP ends. (`Date.parse` alone would find a date in "soon 7" too.)
const HTTP_DATE = /:\d\d( GMT| \d{4})$/;

/** Ms, a year. No server means to be left alone for longer: then a clock, here or there, is wrong. */
const LONGEST = 3e10;

// The form that ends in the year has no zone, and means UTC.
const timeOf = (text: string): number => (HTTP_DATE.test(text) ? Date.parse(text.replace(/ GMT|$/, ' GMT')) : NaN);

/**
 * How long (ms) a server asks to be left alone by `Retry-After`: seconds, or a date. A date is counted from `date`, the
 * server's own of the same answer, so that it does not matter whether the clock here is right, and from `now` where there
 * is none. 0 for a time that has passed, and for whatever makes no sense.
 */
export const retryAfter = (wish: string, date: string, now: number): number => {
  if (/^\d+(?:\.\d*)?$/.test(wish)) return Number(wish) * 1_000;
  const wait = timeOf(wish) - (timeOf(date) || now);
  return wait > 0 && wait < LONGEST ? wait : 0;
};
