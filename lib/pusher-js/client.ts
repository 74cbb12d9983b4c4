import type { Observable } from 'rxjs';
import type { ChannelAuthorization, Frame, HttpAuthorization, Pusher } from '../index.js';
import type { Log } from './log.js';

/** Whose signature is wanted. */
export interface ChannelRequest {
  /** Of the present connection. */
  socketId: string;
  /** The channel. */
  channelName: string;
}

/** Signs for channels. */
export type ChannelSigner = (request: ChannelRequest) => Observable<ChannelAuthorization>;

/** What the parts of a client know of it. */
export interface Client {
  /** The client underneath. */
  readonly rx: Pusher;
  /** Logs what happens, if somebody wants to know. */
  readonly log: Log;
  /** The connection. */
  readonly connection: { readonly state: string; readonly socket_id: string };
  /** The table of channels. */
  readonly channels: { remove(name: string): unknown };
  /** Who signs for channels. */
  readonly sign: ChannelSigner | HttpAuthorization;
  /** Tells a frame to whom it concerns. */
  heard(frame: Frame): void;
  /** The channel of that name in it. */
  channel(name: string): unknown;
}
