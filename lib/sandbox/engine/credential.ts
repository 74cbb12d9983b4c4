import { sameSignature, sign } from '../../protocol/signature.js';
import type { App } from './state.js';

/** Whether `auth` is this app's signature of a message, in the form `key:signature`. */
export const isSigned = ({ settings }: App, auth: string | undefined | null, message: string): boolean =>
  typeof auth === 'string' &&
  auth.startsWith(`${settings.key}:`) &&
  sameSignature(auth.slice(settings.key.length + 1), sign(settings.secret, message));
