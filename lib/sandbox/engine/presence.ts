import { MEMBER_ADDED, MEMBER_REMOVED } from '../../protocol/event.js';
import { broadcast, encoded } from './send.js';
import type { App, Channel, Connection, Member } from './state.js';
import { tell } from './webhook.js';

// A member is a distinct user: its second connection is not announced, nor the leaving of any but its last.

export const enter = (app: App, channel: Channel, member: Member, by: Connection): void => {
  const present = channel.members.get(member.id);
  if (present !== undefined) {
    present.connections += 1;
    return;
  }
  channel.members.set(member.id, { member, connections: 1 });
  broadcast(
    channel,
    {
      event: MEMBER_ADDED,
      channel: channel.name,
      data: encoded({ user_id: member.id, user_info: member.info }),
    },
    by.socketId,
  );
  tell(app, { name: 'member_added', channel: channel.name, user_id: member.id });
};

export const exit = (app: App, channel: Channel, { id }: Member): void => {
  const present = channel.members.get(id);
  if (present === undefined) return;
  present.connections -= 1;
  if (present.connections > 0) return;
  channel.members.delete(id);
  broadcast(channel, { event: MEMBER_REMOVED, channel: channel.name, data: encoded({ user_id: id }) });
  tell(app, { name: 'member_removed', channel: channel.name, user_id: id });
};

/** The list of a successful subscription, the subscriber included. */
export const presenceList = ({ members }: Channel): unknown => ({
  presence: {
    count: members.size,
    ids: [...members.keys()],
    // `fromEntries` defines its keys, so that a user called __proto__ is one like any other.
    hash: Object.fromEntries([...members].map(([id, { member }]) => [id, member.info ?? null])),
  },
});
