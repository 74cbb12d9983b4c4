import '@angular/compiler';
import { Component, provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import type { BootstrapContext } from '@angular/platform-browser';
import { provideServerRendering, renderApplication } from '@angular/platform-server';
import {
  injectConnectionState,
  injectEvent,
  injectMembers,
  injectPusher,
  injectSubscriptionState,
  providePusher,
} from '../../lib/angular/index.js';

let asked = 0;
const NoSocket = function () {
  asked += 1;
  throw new Error('nothing connects on a server');
} as unknown as new () => unknown;

const Page = Component({
  selector: 'app-page',
  template: `<p>{{ connection().status }}, {{ subscription().status }}, {{ price() ?? 'no price' }}, {{ members()?.count ?? '-' }}, {{ unavailable }}</p>`,
})(
  class {
    readonly connection = injectConnectionState();
    readonly subscription = injectSubscriptionState('private-a');
    readonly price = injectEvent('private-a', 'tick');
    readonly members = injectMembers('presence-a');
    unavailable: unknown;

    constructor() {
      const pusher = injectPusher();
      pusher.connect();
      pusher.user.signin().subscribe();
      pusher.channel('b').subscribe();
      pusher.unavailable$.subscribe((unavailable) => (this.unavailable = unavailable));
    }
  },
);

const render = () =>
  renderApplication(
    (context: BootstrapContext) =>
      bootstrapApplication(
        Page,
        {
          providers: [
            provideZonelessChangeDetection(),
            provideServerRendering(),
            providePusher('app-key', {
              wsHost: 'localhost',
              WebSocketCtor: NoSocket,
              channelAuthorization: () => {
                asked += 1;
                return [];
              },
            }),
          ],
        },
        context,
      ),
    { document: '<app-page></app-page>', url: 'http://localhost/', allowedHosts: ['localhost'] },
  );

describe('a page rendered on a server', () => {
  // Angular says that it is in development mode.
  beforeEach(() => jest.spyOn(console, 'log').mockImplementation());

  it('has the initial values; nothing connects, asks or keeps the process', async () => {
    const before = process.getActiveResourcesInfo();
    const html = await render();
    expect(html).toContain('<p>idle, unsubscribed, no price, -, false</p>');
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(asked).toBe(0);
    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(before.length + 1);
  });
});
