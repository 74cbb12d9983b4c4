/** Why pusher-js's other transports are missing. */
export const NO_FALLBACK = 'there are no HTTP fallback transports here';

const NO_STATISTICS = 'no statistics are sent';
const AUTHORIZATION = 'use channelAuthorization';

/** Options of pusher-js that would not do what they say. */
const REFUSED = new Map([
  ['httpHost', NO_FALLBACK],
  ['httpPort', NO_FALLBACK],
  ['httpsPort', NO_FALLBACK],
  ['httpPath', NO_FALLBACK],
  ['ignoreNullOrigin', NO_FALLBACK],
  ['enableStats', NO_STATISTICS],
  ['disableStats', NO_STATISTICS],
  ['statsHost', NO_STATISTICS],
  ['timelineParams', NO_STATISTICS],
  ['nacl', 'use encryption, from rx-pusher/encryption'],
  ['auth', AUTHORIZATION],
  ['authEndpoint', AUTHORIZATION],
  ['authTransport', AUTHORIZATION],
  ['authorizer', AUTHORIZATION],
  ['encrypted', 'use forceTLS'],
]);

/** Of those, what asks for what is done anyway. */
const HARMLESS = new Map([
  ['ignoreNullOrigin', false],
  ['enableStats', false],
  ['disableStats', true],
]);

/** Why an option that is none of ours cannot be used; undefined where it does no harm. */
export const leftover = (name: string, value: unknown): string | undefined =>
  value === HARMLESS.get(name) ? undefined : (REFUSED.get(name) ?? 'no such option');
