/** A matcher of a test framework, which knows by itself what it equals: jest's and vitest's `expect.anything()`. */
export interface Matcher {
  asymmetricMatch(value: unknown): boolean;
  /** `Any<Number>`; not every one has it. */
  toAsymmetricMatcher?(): string;
  /** The same of jasmine. */
  jasmineToString?(show: (value: unknown) => string): string;
  /** What it was made of. */
  readonly sample?: unknown;
}

/** Whether it is one. */
export const isMatcher = (value: unknown): value is Matcher =>
  typeof value === 'object' && value !== null && typeof (value as Partial<Matcher>).asymmetricMatch === 'function';

/** A matcher in words, as test frameworks write it: `ObjectContaining {"price":40}`. */
export const matcherText = (matcher: Matcher, show: (value: unknown) => string): string => {
  const own = matcher.toAsymmetricMatcher?.() ?? matcher.jasmineToString?.(show);
  if (own !== undefined) return own;
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- frameworks' own have a text
  const text = String(matcher);
  const name = text === '[object Object]' ? 'a matcher' : text;
  return matcher.sample === undefined ? name : `${name} ${show(matcher.sample)}`;
};
