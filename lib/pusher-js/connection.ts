import { Subscription } from 'rxjs';
import type { ConnectionState, Pusher, PusherError } from '../index.js';
import { Dispatcher } from './dispatcher.js';
import type { ConnectionError } from './errors.js';
import { connectionError } from './errors.js';
import type { Log } from './log.js';

/** The states of a connection. */
export type StateName = 'initialized' | 'connecting' | 'connected' | 'unavailable' | 'failed' | 'disconnected';

/** All that a state may have. */
interface Told {
  readonly status: ConnectionState['status'] | 'unavailable';
  readonly cause?: PusherError;
  readonly delay?: number;
  readonly socketId?: string;
}

/** What the connection needs of its client. */
export interface ConnectionClient {
  /** The client underneath. */
  readonly rx: Pusher;
  /** Logs what happens, if somebody wants to know. */
  readonly log: Log;
  /** What its options come to. */
  readonly config: { readonly useTLS: boolean; readonly enabledTransports: readonly string[] };
}

/** The connection, as `pusher.connection`. */
export class ConnectionManager extends Dispatcher {
  /** Where it is. */
  state: StateName = 'initialized';
  /** Of the present connection, or the last. */
  declare socket_id: string;

  declare private hold: Subscription | undefined;
  declare private last: PusherError | undefined;

  /** `changed` is told before anybody else, `told` between `state_change` and the event of the state. */
  constructor(
    private readonly client: ConnectionClient,
    private readonly changed: (previous: StateName, current: StateName) => void,
    private readonly told: (current: StateName) => void,
  ) {
    super();
  }

  /** Connects, and connects again whenever it is lost, until `disconnect()`. */
  connect(): void {
    if (this.hold) return;
    if (this.client.config.enabledTransports.length === 0) return this.become('failed');
    // What is told on the way may disconnect.
    const hold = (this.hold = new Subscription());
    hold.add(this.client.rx.connect());
  }

  /** Closes the connection, until `connect()`. */
  disconnect(): void {
    void this.client.rx.disconnect();
    this.release();
    this.become('disconnected');
  }

  /** Writes a frame as it is, at once; false where there is no connection. */
  send_event(event: string, data: unknown, channel?: string): boolean {
    return this.client.rx.send(event, data, channel);
  }

  /** Whether the connection is over TLS. */
  isUsingTLS(): boolean {
    return this.client.config.useTLS;
  }

  /** Goes on with what is underneath now. */
  restart(): void {
    this.release();
    this.become('connecting');
    this.connect();
  }

  /** What is underneath has another state. */
  follow(state: ConnectionState | { readonly status: 'unavailable' }): void {
    const { status, cause, delay = 0, socketId: socket_id = '' } = state as Told;
    if (cause) this.lost(cause, delay);
    if (status === 'connected') {
      this.socket_id = socket_id;
      this.become(status, { socket_id });
    } else if (status === 'unavailable') {
      if (this.state === 'connecting') this.become(status);
    } else if (status === 'connecting' || status === 'waiting') {
      if (this.state !== 'unavailable') this.become('connecting');
    } else {
      this.release();
      if (this.state !== 'initialized') this.become('disconnected');
    }
  }

  /** Tells an error. */
  fail(error: ConnectionError): void {
    this.client.log(error.type, error.data);
    this.emit('error', error);
  }

  private release(): void {
    this.hold?.unsubscribe();
    this.hold = undefined;
  }

  private lost(cause: PusherError, delay: number): void {
    const error = cause !== this.last && connectionError(cause, this.state === 'connected');
    this.last = cause;
    if (error) this.fail(error);
    const seconds = Math.round(delay / 1000);
    if (seconds > 0 && seconds < Infinity) this.emit('connecting_in', seconds);
  }

  private become(current: StateName, data?: unknown): void {
    const previous = this.state;
    this.state = current;
    if (previous === current) return;
    this.client.log(`State ${previous} -> ${current}`);
    this.changed(previous, current);
    this.emit('state_change', { previous, current });
    this.told(current);
    this.emit(current, data);
  }
}
