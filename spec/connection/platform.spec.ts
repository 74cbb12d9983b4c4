/** @jest-environment jsdom */
import { platformOnline$, platformVisible$ } from '../../lib/connection/platform.js';

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
