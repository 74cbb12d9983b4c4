import { timer } from 'rxjs';
import { event, FakeServer, list, success } from './fake-server.js';
import type { FakeSocket, Sent } from './fake-server.js';

/** How something is answered, after how many ms. */
export interface Habit<How extends string> {
  readonly how: How;
  readonly delay: number;
}

/** The server, and the model: who is subscribed on each connection, and what was asked and refused. */
export class ModelServer extends FakeServer {
  authorizing: Habit<'ok' | 'fail' | 'never' | 'ok at once' | 'fail at once'> = { delay: 5, how: 'ok' };
  answering: Habit<'accept' | 'reject' | 'unnamed' | 'never'> = { delay: 5, how: 'accept' };
  readonly violations: string[] = [];
  private readonly subscribed = new Map<string, Set<string>>();
  private readonly asked = new Map<string, number>();

  constructor() {
    super(1);
    this.answer = (frame, socket) => {
      this.take(frame, socket);
      // Pings are answered: a connection that is checked in the middle of a wait is not what is asked about here.
      return frame.event === 'pusher:ping' ? [{ event: 'pusher:pong', data: '{}' }] : undefined;
    };
  }

  channels(): readonly string[] {
    const socket = this.sockets.at(-1);
    return socket?.readyState === 1 ? [...this.of(socket.socketId)].sort() : [];
  }

  /** Nothing is asked for a connection that is over. */
  expectAlive(socketId: string): void {
    const { readyState, socketId: own } = this.socket;
    if (readyState !== 1 || own !== socketId) this.violations.push(`${socketId} is over`);
  }

  publish(name: string, n: number): void {
    if (this.channels().includes(name)) this.say(event(name, 'x', n));
  }

  revoke(name: string): void {
    if (!this.channels().includes(name)) return;
    this.of(this.socket.socketId).delete(name);
    this.count(this.socket, name, -1);
    this.say(event(name, 'pusher:subscription_error', {}));
  }

  private of(socketId: string): Set<string> {
    const names = this.subscribed.get(socketId) ?? new Set();
    this.subscribed.set(socketId, names);
    return names;
  }

  /** How often a channel was asked for, less how often that was taken back or refused: one at most. */
  private count({ socketId }: FakeSocket, name: string, by: number): void {
    const key = `${socketId} ${name}`;
    const count = (this.asked.get(key) ?? 0) + by;
    if (count > 1) this.violations.push(`${key} is asked for ${count} times`);
    this.asked.set(key, Math.max(0, count));
  }

  private take({ event: verb, data }: Sent, socket: FakeSocket): void {
    if (socket.readyState !== 1 || data?.channel === undefined) return;
    const { channel: name, auth } = data;
    if (verb === 'pusher:unsubscribe') {
      this.of(socket.socketId).delete(name);
      return this.count(socket, name, -1);
    }
    if (auth !== undefined && auth !== socket.socketId) this.violations.push(`${auth} is sent on ${socket.socketId}`);
    this.count(socket, name, 1);
    const { how, delay: after } = this.answering;
    if (how !== 'never') timer(after).subscribe(() => this.settle(socket, name, how, after));
  }

  private settle(socket: FakeSocket, name: string, how: string, after: number): void {
    if (how === 'accept') {
      this.of(socket.socketId).add(name);
      socket.say(name.startsWith('presence-') ? list(name, [['me']]) : success(name));
      return;
    }
    this.count(socket, name, -1);
    // An error without a name says whose it is only as long as somebody waits for it.
    const unnamed = how === 'unnamed' && name !== 'a' && after < 15_000;
    socket.say(
      unnamed ? { event: 'pusher:error', data: { code: 4009 } } : event(name, 'pusher:subscription_error', {}),
    );
  }
}
