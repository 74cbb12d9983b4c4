import type WebSocket from 'ws';
import type { Violate } from './rules.js';
import { watchedSocket } from './socket.js';

/** Client events a second, of one connection. */
const MOST = 10;

/** Watched sockets that also look at the pace of client events, and tell whenever something is heard. */
export const pacedSocket = (client: string, violate: Violate, heard: () => void): new (url: string) => WebSocket =>
  class extends watchedSocket(client, violate) {
    private readonly clientEvents: number[] = [];

    constructor(url: string) {
      super(url);
      this.on('message', heard);
    }

    override send(data: string): void {
      if (data.startsWith('{"event":"client-')) this.keepsPace(Date.now());
      super.send(data);
    }

    private keepsPace(now: number): void {
      const before = this.clientEvents.length < MOST ? -Infinity : this.clientEvents.shift()!;
      this.clientEvents.push(now);
      if (now - before < 1_000) violate('ten client events a second', `${client} sent more`);
    }
  };
