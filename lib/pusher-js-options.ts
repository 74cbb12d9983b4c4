/** What HTTP streaming and polling, and their options, come with. */
export const NEEDS_TRANSPORTS = 'needs transports, from rx-pusher/http';

/** What to write instead of options that other clients, and other parts of this library, have. */
const INSTEAD: readonly (readonly [name: RegExp, reason: string])[] = [
  [/^http|NullOrigin/, NEEDS_TRANSPORTS],
  [/stats|timeline/i, 'no statistics are sent'],
  [/^auth/, 'use channelAuthorization'],
  [/nacl/, 'use encryption, from rx-pusher/encryption'],
  [/^(a.*)?key$/i, 'is the first argument'],
  [/encrypted|tls|ssl/i, 'use forceTLS'],
];

/** Why an option that is none of ours cannot be used; undefined where it asks for what is done anyway. */
export const leftover = (name: string, value: unknown, usual: string): string | undefined =>
  /Stats$|Origin$/.test(name) && value === /^dis/.test(name)
    ? undefined
    : (INSTEAD.find(([pattern]) => pattern.test(name))?.[1] ?? usual);
