import type { Frame, Members as RxMembers } from '../index.js';
import { Channel } from './channel.js';
import { add, fill, Members, remove } from './members.js';

const userId = (data: unknown): string => {
  const id = (data as { user_id?: unknown } | null | undefined)?.user_id;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
};

/** A channel whose members are known to each other. */
export class PresenceChannel extends Channel {
  /** Who is there. The same object all the time. */
  readonly members = new Members();

  /** The subscription is gone, and with it who was there. */
  override disconnect(): void {
    fill(this.members);
    super.disconnect();
  }

  /** Takes a frame of the channel; who comes and goes is told as `pusher:member_added` and `pusher:member_removed`. */
  override handleEvent(frame: Frame): void {
    const { event, data } = frame;
    const isNews = event === 'pusher_internal:member_added';
    if (!isNews && event !== 'pusher_internal:member_removed') return super.handleEvent(frame);
    const id = userId(data);
    if (!this.subscribed || id === '') return;
    const { members } = this;
    const member = isNews ? add(members, id, (data as { user_info?: unknown }).user_info) : remove(members, id);
    if (member) this.emit(isNews ? 'pusher:member_added' : 'pusher:member_removed', member);
  }

  /** What `pusher:subscription_succeeded` carries: the members. */
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- the list is what counts
  protected override success(_data: unknown, list: RxMembers | undefined): Members {
    fill(this.members, list);
    return this.members;
  }
}
