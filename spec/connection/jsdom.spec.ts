/** @jest-environment jsdom */
import { transport } from '../../lib/connection/transport.js';

describe('the transport under jsdom', () => {
  it("opens jsdom's own WebSocket, where ws is a function that throws", () => {
    const opened: string[] = [];
    const native = window.WebSocket;
    window.WebSocket = class extends EventTarget {
      readonly readyState = 3;
      constructor(url: string) {
        super();
        opened.push(url);
      }
    } as unknown as typeof WebSocket;
    transport('ws://localhost/app/key', { next: () => undefined })
      .subscribe()
      .unsubscribe();
    window.WebSocket = native;
    expect(opened).toEqual(['ws://localhost/app/key']);
  });
});
