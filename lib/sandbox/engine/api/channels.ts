import { validateChannelName, channelKind } from '../../../protocol/channel-name.js';
import { isReserved } from '../channel.js';
import type { Answer } from './answer.js';
import { badRequest, json } from './answer.js';
import { infoOf, parseInfo, unavailable } from './info.js';
import type { Call } from './route.js';

/** GET /channels: those that are occupied. */
export const listChannels = ({ app, query }: Call): Answer => {
  const prefix = query.get('filter_by_prefix') ?? '';
  const info = parseInfo(query.get('info'));
  if (info._tag === 'Left') return badRequest(info.left);
  const wrong = info.right.map((name) => unavailable(app, prefix, name)).find((reason) => reason !== undefined);
  if (wrong !== undefined) return badRequest(wrong);
  const names = [...app.channels.keys()].filter((name) => name.startsWith(prefix) && !isReserved(name));
  return json({ channels: Object.fromEntries(names.map((name) => [name, infoOf(app, name, info.right)])) });
};

/** GET /channels/{name} */
export const showChannel = ({ app, query, segment: name }: Call): Answer => {
  const info = parseInfo(query.get('info'));
  const valid = validateChannelName(name);
  if (valid._tag === 'Left') return badRequest(`Invalid ${valid.left.message}`);
  if (info._tag === 'Left') return badRequest(info.left);
  const wrong = info.right.map((attribute) => unavailable(app, name, attribute)).find((reason) => reason !== undefined);
  return wrong === undefined
    ? json({ occupied: app.channels.has(name), ...infoOf(app, name, info.right) })
    : badRequest(wrong);
};

/** GET /channels/{name}/users */
export const listUsers = ({ app, segment: name }: Call): Answer =>
  channelKind(name).type === 'presence'
    ? json({ users: [...(app.channels.get(name)?.members.keys() ?? [])].map((id) => ({ id })) })
    : badRequest('users are only known of presence channels');
