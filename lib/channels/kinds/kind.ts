import type { WireFrame } from '../../protocol/frame.js';
import type { ChannelAuthorization } from '../../protocol/payload.js';
import type { Members } from '../types.js';

/** Tells listeners what has been done already. */
export type Tell = () => void;

/** What one kind of channel adds to a subscription; all of it is optional. */
export interface Kind {
  /** The authorization of a subscription about to be asked for. May throw what is wrong with it. */
  authorized?(authorization: ChannelAuthorization): void;
  /** The success of the subscription, the first or a further one. A list in it is told of after the state. */
  accepted?(frame: WireFrame): { readonly members: Members; readonly tell: Tell } | undefined;
  /** Another frame of the protocol for this channel, while it is subscribed. Tells at once. */
  control?(frame: WireFrame): void;
  /** An application event before anybody hears it; false keeps it back. `early`: it came before the success. */
  event?(frame: WireFrame, early: boolean): boolean;
  /** The subscription is gone, with its session or by failure. What it gives back tells of it, after the state. */
  expired?(): Tell | undefined;
}
