// How each of the three forms of a date in HTTP ends. (`Date.parse` alone would find a date in "soon 7" too.)
const HTTP_DATE = /:\d\d( GMT| \d{4})$/;

/** A year in ms. A longer wait means that a clock is wrong, here or there. */
const LONGEST = 3e10;

// The form that ends in the year has no zone, and means UTC.
const timeOf = (text: string): number => (HTTP_DATE.test(text) ? Date.parse(text.replace(/ GMT|$/, ' GMT')) : NaN);

/**
 * How long (ms) a server asks to wait by `Retry-After`: seconds, or a date. A date is counted from `date`, the server's time in
 * the same answer, so that it does not matter whether the clock here is right; from `now` if there is none. 0 for a time that
 * has passed, and for what is neither.
 */
export const retryAfter = (value: string, date: string, now: number): number => {
  if (/^\d+(?:\.\d*)?$/.test(value)) return Number(value) * 1_000;
  const wait = timeOf(value) - (timeOf(date) || now);
  return wait > 0 && wait < LONGEST ? wait : 0;
};
