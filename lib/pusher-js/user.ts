import { Subscription } from 'rxjs';
import type { PusherError } from '../index.js';
import type { Client } from './client.js';
import { Dispatcher } from './dispatcher.js';
import { authError } from './errors.js';

/** Who of those on the watchlist comes and goes: `online` and `offline`, each with `{ name, user_ids }`. */
class Watchlist extends Dispatcher {
  /** The data of a frame of watchlist events. */
  handleEvent(data: unknown): void {
    const { events } = Object(data) as { events?: unknown };
    for (const event of [events ?? []].flat() as ({ name?: unknown } | null)[]) this.emit(String(event?.name), event);
  }
}

/** The signed-in user, as `pusher.user`. Emits what the server sends to the user, and `pusher:signin_error`. */
export class User extends Dispatcher {
  /** Whether `signin()` was called. */
  signin_requested = false;
  /** Who is signed in; null while nobody is. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the program's own
  user_data: any = null;
  /** Resolves when the sign-in under way is done, well or not; null before there is one. */
  signinDonePromise: Promise<void> | null = null;
  /** Who of those on the watchlist comes and goes. */
  readonly watchlist = new Watchlist();

  declare private life: Subscription | undefined;
  declare private done: (() => void) | undefined;

  constructor(
    /** Whose it is. */
    readonly pusher: Client,
  ) {
    super();
  }

  /** Signs in, now and after each reconnect. */
  signin(): void {
    if (this.signin_requested) return;
    this.signin_requested = true;
    this.begin();
  }

  /** There is a connection, or somebody asks. */
  begin(): void {
    this.promise();
    if (!this.signin_requested || this.life || this.pusher.connection.state !== 'connected') return;
    const life = (this.life = new Subscription());
    const { user } = this.pusher.rx;
    const error = (cause: unknown) => this.failed(life, cause as PusherError);
    life.add(user.subscribe({ next: ({ event, data }) => this.emit(event, data), error }));
    life.add(
      user.data$.subscribe({
        next: (data) => {
          this.user_data = data;
          this.settle();
        },
        error,
      }),
    );
  }

  /** The connection is gone. The next one signs in before its channels are asked for. */
  lost(): void {
    this.end();
    this.user_data = null;
    this.settle();
    this.promise();
  }

  /** Lets go of what is underneath. */
  end(): void {
    this.life?.unsubscribe();
    this.life = undefined;
  }

  private failed(life: Subscription, cause: PusherError): void {
    if (life !== this.life) return;
    this.end();
    if (this.pusher.connection.state !== 'connected') return;
    this.pusher.log(cause.message);
    this.emit('pusher:signin_error', authError(cause));
    this.settle();
  }

  private promise(): void {
    if (!this.signin_requested || this.done) return;
    this.signinDonePromise = new Promise((resolve) => (this.done = resolve));
  }

  private settle(): void {
    this.done?.();
    this.done = undefined;
  }
}
