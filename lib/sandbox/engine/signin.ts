import * as t from 'io-ts';
import { SIGNIN_SUCCESS } from '../../protocol/event.js';
import { exactly } from '../../protocol/exact.js';
import type { WireFrame } from '../../protocol/frame.js';
import { UserData } from '../../protocol/payload.js';
import { userMessage } from '../../protocol/signature.js';
import { isSigned } from './credential.js';
import { MAX_WATCHLIST } from './limits.js';
import { readData, readJson } from './read.js';
import type { Refusal } from './refusal.js';
import { unauthorized } from './refusal.js';
import { encoded, send } from './send.js';
import type { Connection } from './state.js';
import { signIn } from './user.js';
import { sendWatchlist } from './watchlist.js';

const Signin = t.type({ auth: t.string, user_data: t.string });
const USER_ID = /^[A-Za-z0-9_\-=@,.;]+$/;

/** A refused sign-in has no frame of its own: an error 4009, then the close. */
const refused = (why: string): Refusal => ({ ...unauthorized(why), closes: true });

const userOf = (text: string) => {
  const decoded = readJson(UserData, exactly(text));
  return decoded._tag === 'Right' && USER_ID.test(decoded.right.id) ? decoded.right : undefined;
};

export const signin = (connection: Connection, { data }: WireFrame): Refusal | undefined => {
  const { app, socketId } = connection;
  const request = readData(Signin, data);
  if (!app.settings.userAuthentication) return refused('user authentication is not enabled for the app');
  if (request._tag === 'Left') return refused(`data ${request.left}`);
  const { auth, user_data } = request.right;
  if (!isSigned(app, auth, userMessage(socketId, user_data))) return refused('no valid signature of the user');
  const user = userOf(user_data);
  if (user === undefined) return refused('user_data has no valid id');
  if (connection.user !== undefined && connection.user.id !== user.id)
    return refused('another user is signed in on this connection');

  const watched = user.watchlist ?? [];
  send(connection, { event: SIGNIN_SUCCESS, data: encoded({ user_data }) });
  signIn(connection, { id: user.id, info: user.user_info, watchlist: new Set(watched.slice(0, MAX_WATCHLIST)) });
  sendWatchlist(connection);
  return watched.length > MAX_WATCHLIST
    ? { code: 4302, message: `The watchlist is longer than ${MAX_WATCHLIST} users; only the first are watched` }
    : undefined;
};
