import type { WireFrame } from '../protocol/frame.js';
import type { ChannelAuthorization } from '../protocol/payload.js';

/** What one kind of channel adds to a subscription; all of it is optional. */
export interface Feature {
  /** The authorization of a subscription about to be asked for. May throw what is wrong with it. */
  authorized?(authorization: ChannelAuthorization): void;
  /** A frame of the protocol for this channel. The success also comes for a subscription that was there already. */
  control?(frame: WireFrame): void;
  /** An application event before anybody hears it; false keeps it back. */
  event?(frame: WireFrame): boolean;
  /** The subscription is gone, with its session or by failure. */
  lost?(): void;
}
