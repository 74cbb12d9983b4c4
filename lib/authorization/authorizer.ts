import type { ObservableInput } from 'rxjs';
import type { ChannelAuthorization, UserAuthentication } from '../protocol/payload.js';

/** Gives the signature for one channel on one connection. The first value counts; an error refuses the subscription. */
export type ChannelAuthorizer = (request: {
  socketId: string;
  channelName: string;
}) => ObservableInput<ChannelAuthorization>;

/** Gives the signature for the user of one connection. The first value counts; an error refuses the sign-in. */
export type UserAuthenticator = (request: { socketId: string }) => ObservableInput<UserAuthentication>;
