import { sign, userMessage } from '../../../protocol/signature.js';
import type { Answer } from '../api/answer.js';
import { json } from '../api/answer.js';
import type { App } from '../state.js';
import { jsonParam } from './form.js';

/** The user of a request: of its parameters `user_id` and `user_info` (JSON), else one made up for the connection. */
export const userOf = (
  socketId: string,
  form: URLSearchParams,
): { readonly id: string; readonly user_info: unknown } => {
  const id = form.get('user_id') ?? `user-${socketId.replace(/\..*/, '')}`;
  return { id, user_info: jsonParam(form, 'user_info') ?? { name: id } };
};

/** Signs a user in; a parameter `watchlist` has the ids it watches, with commas between. */
export const authenticateUser = ({ settings }: App, socketId: string, form: URLSearchParams): Answer => {
  const watchlist = form.get('watchlist')?.split(',');
  const user_data = JSON.stringify({ ...userOf(socketId, form), ...(watchlist === undefined ? {} : { watchlist }) });
  return json({ auth: `${settings.key}:${sign(settings.secret, userMessage(socketId, user_data))}`, user_data });
};
