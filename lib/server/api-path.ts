import { ArgumentError } from './errors.js';
import { hasLoneSurrogate } from './identifiers.js';

// "." and ".." are resolved by whoever parses a URL, in their escaped form too, and the request goes somewhere else.
const isDots = (segment: string): boolean => /^\.{1,2}$/.test(segment.replace(/%2e/gi, '.'));

/** What keeps a text from being sent as a path just as it is; undefined if nothing does. */
export const pathFault = (path: string): string | undefined => {
  // Of these some are dropped and some are taken for others by whoever parses a URL, so they come before all else.
  if (/[\s\p{Cc}]/u.test(path)) return 'white space or a control character in it; escape it';
  if (path.includes('\\')) return 'a backslash in it';
  if (/[?#]/.test(path)) return 'a ? or a # in it, which are no part of a path';
  if (hasLoneSurrogate(path)) return 'half of a character in it';
  if (/%(?![0-9a-f]{2})/i.test(path)) return 'a % that escapes nothing; write %25';
  if (path.split('/').some(isDots)) return '. and .. cannot be part of it';
  return undefined;
};

/** A path without faults, with everything escaped that not all who parse a URL leave alone. */
export const escapedPath = (path: string): string => path.replace(/[^\w.~!$&'()*+,;=:@/%-]+/g, encodeURIComponent);

/** A path below `/apps/APP_ID` as it is signed: what comes after the prefix of the path that is sent. */
export const apiPath = (
  { origin, prefix, appPath }: { readonly origin: string; readonly prefix: string; readonly appPath: string },
  path: unknown,
): string => {
  if (typeof path !== 'string') throw new ArgumentError('path', 'not a text');
  if (!path.startsWith('/')) throw new ArgumentError('path', 'does not begin with /');
  if (path.includes('?')) throw new ArgumentError('path', 'has a query in it, which goes into params');
  const fault = pathFault(path);
  if (fault !== undefined) throw new ArgumentError('path', fault);
  const signed = `${appPath}${escapedPath(path)}`;
  // Whatever the rules above may have missed: what is sent is what was signed, or nothing is.
  if (new URL(`${origin}${prefix}${signed}`).pathname !== `${prefix}${signed}`)
    throw new ArgumentError('path', 'would be sent as another');
  return signed;
};
