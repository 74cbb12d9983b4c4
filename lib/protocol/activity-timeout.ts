/** ms. A server that asks for less would have the client do nothing but ping. */
const LEAST = 100;

/** ms of silence before the connection is checked: the shorter of `most` and what the server asks for, if it does. */
export const activityTimeoutOf = (seconds: number | undefined, most: number): number =>
  seconds !== undefined && seconds > 0 ? Math.min(most, Math.max(LEAST, seconds * 1_000)) : most;
