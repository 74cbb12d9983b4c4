import type { Either } from 'fp-ts/Either';
import { left, right } from 'fp-ts/Either';
import * as t from 'io-ts';
import { quote } from '../../text.js';
import { channelKind, SERVER_TO_USER, validateChannelName } from '../../protocol/channel-name.js';
import { exactly } from '../../protocol/exact.js';
import type { WireFrame } from '../../protocol/frame.js';
import { MemberAdded } from '../../protocol/payload.js';
import { channelMessage } from '../../protocol/signature.js';
import { join, leave } from './channel.js';
import { isSigned } from './credential.js';
import { exceeds, MAX_MEMBERS, MAX_USER_ID, MAX_USER_INFO } from './limits.js';
import { readData, readJson } from './read.js';
import type { Refusal } from './refusal.js';
import { refusal, unauthorized } from './refusal.js';
import type { Connection, Member } from './state.js';

const Text = t.union([t.string, t.null, t.undefined]);
const Subscribe = t.intersection([t.type({ channel: t.string }), t.partial({ auth: Text, channel_data: Text })]);
const Unsubscribe = t.type({ channel: t.string });
type Subscribe = t.TypeOf<typeof Subscribe>;

/** The member of a presence channel: of `channel_data`, or the user who is signed in. */
const memberOf = (connection: Connection, data: string | null | undefined): Either<Refusal, Member> => {
  if (typeof data !== 'string')
    return connection.user === undefined
      ? left(unauthorized('a presence channel takes channel_data, or a user who is signed in'))
      : right(connection.user);
  const decoded = readJson(MemberAdded, exactly(data));
  if (decoded._tag === 'Left') return left(unauthorized(`channel_data ${decoded.left}`));
  const { user_id: id, user_info: info } = decoded.right;
  if (id.length > MAX_USER_ID) return left(refusal(`user_id is longer than ${MAX_USER_ID} characters`));
  if (exceeds(JSON.stringify(info ?? null), MAX_USER_INFO)) return left(refusal(`user_info is longer than 1 kB`));
  return right({ id, info });
};

/** Whether a connection may subscribe, and as which member. */
const admit = (connection: Connection, request: Subscribe): Either<Refusal, Member | undefined> => {
  const { channel: name, auth, channel_data: data } = request;
  const { app, socketId, user } = connection;
  if (connection.channels.has(name)) return left(refusal(`Existing subscription to channel ${quote(name, 164)}`));
  if (name.startsWith(SERVER_TO_USER))
    return user?.id === name.slice(SERVER_TO_USER.length)
      ? right(undefined)
      : left(unauthorized('the channel of a user'));
  const valid = validateChannelName(name);
  if (valid._tag === 'Left') return left(refusal(`Invalid ${valid.left.message}`));
  const { type } = channelKind(name);
  if (type === 'public') return right(undefined);
  if (!isSigned(app, auth, channelMessage(socketId, name, data ?? undefined)))
    return left(unauthorized(`no valid signature for ${quote(name, 164)}`));
  if (type !== 'presence') return right(undefined);
  const member = memberOf(connection, data);
  const members = app.channels.get(name)?.members;
  return member._tag === 'Right' && members?.has(member.right.id) === false && members.size >= MAX_MEMBERS
    ? left(refusal(`Channel ${quote(name, 164)} has its ${MAX_MEMBERS} members`))
    : member;
};

export const subscribe = (connection: Connection, { data }: WireFrame): Refusal | undefined => {
  const request = readData(Subscribe, data);
  if (request._tag === 'Left') return refusal(`Invalid subscription: data ${request.left}`);
  const admitted = admit(connection, request.right);
  if (admitted._tag === 'Left') return admitted.left;
  join(connection, request.right.channel, admitted.right);
  return undefined;
};

/** There is no answer; a channel that is not subscribed is no error. */
export const unsubscribe = (connection: Connection, { data }: WireFrame): undefined => {
  const request = readData(Unsubscribe, data);
  const channel = request._tag === 'Left' ? undefined : connection.channels.get(request.right.channel);
  if (channel !== undefined) leave(connection, channel);
};
