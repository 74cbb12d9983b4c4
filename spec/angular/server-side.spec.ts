import '@angular/compiler';
import type { Type } from '@angular/core';
import { Component, provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import type { BootstrapContext } from '@angular/platform-browser';
import { provideServerRendering, renderApplication } from '@angular/platform-server';
import type { Observable } from 'rxjs';
import {
  injectChannel,
  injectConnectionState,
  injectEvent,
  injectMembers,
  injectPusher,
  injectSubscribed,
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

const render = (page: Type<unknown>) =>
  renderApplication(
    (context: BootstrapContext) =>
      bootstrapApplication(
        page,
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

/** What comes of a stream, as the page is made. */
const heardOf = (stream$: Observable<unknown>): unknown[] => {
  const heard: unknown[] = [];
  stream$.subscribe({
    next: (value) => heard.push(value),
    error: (error: unknown) => heard.push((error as Error).name),
    complete: () => heard.push('complete'),
  });
  return heard;
};

describe('a page rendered on a server', () => {
  // Angular says that it is in development mode.
  beforeEach(() => jest.spyOn(console, 'log').mockImplementation());

  it('has the initial values; nothing connects, asks or keeps the process', async () => {
    const before = process.getActiveResourcesInfo();
    const html = await render(Page);
    expect(html).toContain('<p>idle, unsubscribed, no price, -, false</p>');
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(asked).toBe(0);
    expect(process.getActiveResourcesInfo().length).toBeLessThanOrEqual(before.length + 1);
  });

  it('waits for nothing: streams say what there is, and complete', async () => {
    const heard: Record<string, unknown[]> = {};
    const Waiting = Component({ selector: 'app-page', template: '' })(
      class {
        readonly heard = heard;
        constructor() {
          const pusher = injectPusher();
          const fixed = pusher.channel('presence-cache-a');
          const named = injectChannel<'presence-cache-a', { [event: string]: unknown }>('presence-cache-a');
          const followed = injectChannel<'presence-cache-a', { [event: string]: unknown }>(() => 'presence-cache-a');
          for (const [which, channel] of Object.entries({ fixed, named, followed })) {
            const { state$, members$, joined$, left$, subscriptionCount$, resumed$, cacheMiss$ } = channel;
            const streams = { state$, members$, joined$, left$, subscriptionCount$, resumed$, cacheMiss$, channel };
            for (const [name, stream$] of Object.entries(streams)) heard[`${which} ${name}`] = heardOf(stream$);
            heard[`${which} on`] = heardOf(channel.on('tick'));
          }
          const { state$, socketId$, unavailable$, frames$, delivered$, events$, errors$, user } = pusher;
          const streams = {
            state$,
            socketId$,
            unavailable$,
            frames$,
            delivered$,
            events$,
            errors$,
            user,
            data$: user.data$,
          };
          for (const [name, stream$] of Object.entries(streams)) heard[name] = heardOf(stream$);
          heard['user on'] = heardOf(user.on('told'));
          heard['online$'] = heardOf(user.watchlist.online$);
          heard['signin'] = heardOf(user.signin());
          heard['trigger'] = heardOf(fixed.trigger('client-hello', {}));
          heard['subscribed'] = heardOf(injectSubscribed('private-a'));
          heard['disconnect'] = heardOf(pusher.disconnect());
          heard['ping'] = heardOf(pusher.ping());
        }
      },
    );
    await render(Waiting);
    const said = {
      state$: [{ status: 'idle' }],
      socketId$: [undefined],
      unavailable$: [false],
      'fixed state$': [{ status: 'unsubscribed' }],
      'named state$': [{ status: 'unsubscribed' }],
      'followed state$': [{ status: 'unsubscribed' }],
      subscribed: [true],
      disconnect: [undefined],
    } as Record<string, unknown[]>;
    for (const [name, values] of Object.entries(heard)) {
      const expected = ['ping', 'trigger'].includes(name) ? ['Disconnected'] : [...(said[name] ?? []), 'complete'];
      expect([name, ...values]).toEqual([name, ...expected]);
    }
    expect([Object.keys(heard).length, asked]).toEqual([43, 0]);
  });

  it('refuses what is wrong as a browser does', async () => {
    const refused: string[] = [];
    const Wrong = Component({ selector: 'app-page', template: '' })(
      class {
        readonly refused = refused;
        constructor() {
          const pusher = injectPusher();
          const attempts = [
            () => pusher.channel('room 1'),
            () => injectEvent('room 1', 'tick'),
            () => injectSubscribed(''),
            () => pusher.on('pusher:error'),
            () => pusher.channel('a').on('pusher:error'),
          ];
          for (const attempt of attempts) {
            try {
              attempt();
            } catch (error) {
              refused.push((error as Error).name);
            }
          }
        }
      },
    );
    await render(Wrong);
    expect(refused).toEqual([...Array<string>(3).fill('ChannelNameError'), ...Array<string>(2).fill('EventNameError')]);
  });
});
