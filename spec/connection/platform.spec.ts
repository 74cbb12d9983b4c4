/** @jest-environment jsdom */
import { platformOnline$, platformResumed$, platformVisible$ } from '../../lib/connection/platform.js';
import { clientOf, event, FakeServer } from '../support/fake-server.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

const tell = (target: EventTarget, type: string) => target.dispatchEvent(new Event(type));

describe('the platform', () => {
  it('tells whether there is a network: the present, then every change', () => {
    const heard: boolean[] = [];
    const watching = platformOnline$.subscribe((online) => heard.push(online));
    tell(window, 'offline');
    tell(window, 'online');
    watching.unsubscribe();
    tell(window, 'offline');
    expect(heard).toEqual([true, false, true]);
  });

  it('tells when the page is looked at again', () => {
    let hidden = false;
    jest.spyOn(document, 'visibilityState', 'get').mockImplementation(() => (hidden ? 'hidden' : 'visible'));
    const heard: unknown[] = [];
    const watching = platformVisible$.subscribe(() => heard.push(hidden));
    hidden = true;
    tell(document, 'visibilitychange');
    hidden = false;
    tell(document, 'visibilitychange');
    watching.unsubscribe();
    tell(document, 'visibilitychange');
    expect(heard).toEqual([false]);
  });

  it('is silent where it does not tell', () => {
    const online = jest.spyOn(navigator, 'onLine', 'get').mockReturnValue(undefined as unknown as boolean);
    const heard: boolean[] = [];
    const watching = platformOnline$.subscribe((value) => heard.push(value));
    tell(window, 'online');
    watching.unsubscribe();
    online.mockRestore();
    expect(heard).toEqual([]);
  });
});

describe('a page that comes back after it had stopped', () => {
  const transition = (persisted: boolean) => Object.assign(new Event('pageshow'), { persisted });

  it('is told of: out of the cache of pages to go back to, or frozen', () => {
    const heard: string[] = [];
    const watching = platformResumed$.subscribe((event) => heard.push((event as Event).type));
    window.dispatchEvent(transition(false));
    expect(heard).toEqual([]);
    window.dispatchEvent(transition(true));
    tell(document, 'resume');
    watching.unsubscribe();
    window.dispatchEvent(transition(true));
    tell(document, 'resume');
    expect(heard).toEqual(['pageshow', 'resume']);
  });

  it('is told of by a real client, which is back at once', () => {
    const server = new FakeServer();
    inTime(({ pass, timers }) => {
      const pusher = clientOf(server, { random: () => 0.9 });
      const room = listen(pusher.channel('a').on('e'));
      pass(100);
      for (const comeBack of [() => window.dispatchEvent(transition(true)), () => tell(document, 'resume')]) {
        // As WebKit does: the socket was closed on the way into the cache, and it says so before the page is back,
        server.socket.drop();
        comeBack();
        pass(10);
        expect(server.socket.readyState).toBe(1);
        pass(100_000);
        // or after that.
        comeBack();
        server.socket.drop();
        pass(10);
        expect(server.socket.readyState).toBe(1);
        pass(100_000);
      }
      expect(server.sockets).toHaveLength(5);
      server.say(event('a', 'e', 1));
      expect(room.values).toEqual([1]);
      room.leave();
      pass(60_000);
      expect(timers()).toBe(0);
    });
  });
});

describe('a platform that has something of that name which tells of no events', () => {
  it('is silent, and nothing fails', () => {
    const heard: unknown[] = [];
    for (const target of [window, document]) {
      Object.defineProperty(target, 'addEventListener', { value: undefined, configurable: true });
    }
    for (const stream$ of [platformOnline$, platformVisible$, platformResumed$]) {
      const note = (what: unknown) => heard.push(what);
      stream$.subscribe({ next: note, error: note }).unsubscribe();
    }
    expect(heard).toEqual([]);
  });
});
