import { isLeft } from 'fp-ts/Either';
import type { Observable } from 'rxjs';
import { defer, EMPTY, of, Subject } from 'rxjs';
import { catchError, concatMap, map, mergeMap, switchMap } from 'rxjs';
import { AuthorizationAnswerError } from '../../authorization/errors.js';
import type { PusherError } from '../../errors.js';
import { DecryptionError } from '../errors.js';
import { decodeData } from '../../protocol/codec.js';
import type { Encryption } from '../../protocol/encryption.js';
import type { WireFrame } from '../../protocol/frame.js';
import type { ChannelAuthorization } from '../../protocol/payload.js';
import { EncryptedPayload } from '../../protocol/payload.js';
import type { Kind } from './kind.js';

/** What an encrypted channel is given. */
export interface EncryptedOptions {
  readonly channel: string;
  readonly encryption: Encryption;
  /** Asks for the key once more, on the same session. */
  readonly reauthorize: () => Observable<ChannelAuthorization>;
  /** Takes an event that has opened on to the listeners. */
  readonly deliver: (frame: WireFrame, early: boolean) => void;
  readonly report: (error: PusherError) => void;
}

/** An event, and whether it came before the success. */
interface Sealed {
  readonly frame: WireFrame;
  readonly early: boolean;
}

/** The key in an authorization. */
const keyOf = (channel: string, { key }: Encryption, { shared_secret }: ChannelAuthorization): Uint8Array => {
  const found = shared_secret === undefined ? undefined : key(shared_secret);
  if (found === undefined) throw new AuthorizationAnswerError(channel, 'shared_secret is not 32 bytes of base64');
  return found;
};

/** Opens events in order, with a key that may prove to be out of date. */
const opening = (options: EncryptedOptions, events: Observable<Sealed>, first: Uint8Array): Observable<Sealed> => {
  const { channel, encryption, reauthorize, report } = options;
  let key = first;
  let arrived = 0;
  // Up to which event the key has been asked for anew, and why it was not given.
  let renewed = 0;
  let failure: unknown;

  const settle = (
    { frame: { event }, early }: Sealed,
    opened: ReturnType<Encryption['open']>,
    cause?: unknown,
  ): Observable<Sealed> => {
    if ('text' in opened) return of({ frame: { event, data: opened.text }, early });
    report(new DecryptionError(event, channel, opened.failure, cause));
    return EMPTY;
  };

  const renew$ = defer(reauthorize).pipe(
    map((authorization) => {
      key = keyOf(channel, encryption, authorization);
      failure = undefined;
    }),
    catchError((cause: unknown) => of((failure = cause))),
    map(() => {
      renewed = arrived;
    }),
  );

  return events.pipe(
    map((sealed) => ({ sealed, number: (arrived += 1) })),
    concatMap(({ sealed, number }) => {
      const payload = decodeData(EncryptedPayload, sealed.frame.data);
      // No key opens what was never sealed.
      if (isLeft(payload)) return settle(sealed, { failure: payload.left.join('; ') });
      const opened = encryption.open(payload.right, key);
      if ('text' in opened) return settle(sealed, opened);
      if (number <= renewed) return settle(sealed, opened, failure);
      return renew$.pipe(mergeMap(() => settle(sealed, encryption.open(payload.right, key), failure)));
    }),
  );
};

/**
 * Opens the events of one channel, in order. One that does not open asks for a new key, once for all that came before
 * the key did; then it opens, or is reported as a `DecryptionError`, and the next goes on. The key goes with the session.
 */
export const createEncrypted = (options: EncryptedOptions): Kind => {
  const { channel, encryption, deliver } = options;
  const keys = new Subject<Uint8Array | undefined>();
  const events = new Subject<Sealed>();

  keys
    .pipe(switchMap((key) => (key === undefined ? EMPTY : opening(options, events, key))))
    .subscribe(({ frame, early }) => deliver(frame, early));

  return {
    authorized: (authorization) => keys.next(keyOf(channel, encryption, authorization)),
    event: (frame, early) => {
      events.next({ frame, early });
      return false;
    },
    expired: () => {
      keys.next(undefined);
      return undefined;
    },
  };
};
