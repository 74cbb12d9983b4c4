import { checkOptions, checkValue, listOf, needOptions, number, object, OBJECT, PAUSE, TEXT } from '../option-rules.js';
import type { Rule, Rules } from '../option-rules.js';
import type { HttpOptions } from '../connection/transports.js';
import { RULES, rulesOf } from '../options.js';
import { leftover } from '../pusher-js-options.js';
import { checkFeatures } from '../sandbox/engine/app-options.js';
import type { Latency } from '../sandbox/memory/index.js';
import type { UserData } from '../user/signin.js';
import type { FakePusherOptions } from './options.js';

export const ANYTHING: Rule = [() => true, 'anything'];

/** What each time of a latency has to be. */
export const LATENCY: Rules<Latency> = {
  up: PAUSE,
  down: PAUSE,
  handshake: PAUSE,
  subscription: PAUSE,
  signin: PAUSE,
  request: PAUSE,
};

const FAKE: Rules<Omit<FakePusherOptions, keyof HttpOptions>> = {
  ...RULES,
  user: object<UserData>({ id: TEXT, user_info: ANYTHING, watchlist: listOf(TEXT) }),
  latency: object(LATENCY),
  app: OBJECT,
  timeLimit: number(0),
};

/** Throws an `OptionError` for the first option of a fake that cannot be used. */
export const checkFakeOptions = (options: FakePusherOptions): void => {
  checkValue(options, OBJECT, 'options');
  checkOptions(options, { ...rulesOf(options), ...FAKE }, '', leftover);
  if (options.user !== undefined) needOptions(options.user, ['id'], 'user');
  checkFeatures(options.app ?? {}, 'app');
};
