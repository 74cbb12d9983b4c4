/** @jest-environment jsdom */
import { createEnvironmentInjector, EnvironmentInjector, Injector, runInInjectionContext } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { NEVER } from 'rxjs';
import { bed, made, pass, virtualTime } from './support/test-bed.js';
import { injectPusher, injectSubscribed, providePusher, withOptions } from '../../lib/angular/index.js';
import type { PusherFeature } from '../../lib/angular/index.js';

describe('a client of a route', () => {
  virtualTime();

  const authorizedBy = (name: string, asked: string[]) => ({
    channelAuthorization: () => {
      asked.push(name);
      return NEVER;
    },
  });

  it.each([
    ['its own options', [], 'route'],
    ['its own features', ['feature of the route'], 'feature of the route'],
  ])('is made by %s, and by nothing that the root has', async (_, names, expected) => {
    const asked: string[] = [];
    const feature = (name: string): PusherFeature => withOptions(() => authorizedBy(name, asked));
    const { server } = bed({ features: [feature('feature of the root')] });
    const ofRoute = createEnvironmentInjector(
      [providePusher('app-key', { ...server.options, ...authorizedBy('route', asked) }, ...names.map(feature))],
      TestBed.inject(EnvironmentInjector),
    );
    const root = TestBed.runInInjectionContext(injectPusher);
    const route = runInInjectionContext(ofRoute.get(Injector), () => injectPusher());
    route.channel('private-a').subscribe();
    await pass();
    expect([root === route, asked]).toEqual([false, [expected]]);
    root.channel('private-a').subscribe();
    await pass();
    expect(asked).toEqual([expected, 'feature of the root']);
  });

  it('is made by its own options when the same injector had another with features', async () => {
    const asked: string[] = [];
    const { server } = bed({ features: [withOptions(() => authorizedBy('replaced', asked))] });
    TestBed.configureTestingModule({
      providers: [providePusher('app-key', { ...server.options, ...authorizedBy('last', asked) })],
    });
    made(() => injectPusher().channel('private-a').subscribe());
    await pass();
    expect(asked).toEqual(['last']);
  });
});

describe('injectSubscribed', () => {
  virtualTime();

  const asked = (channel: string) => {
    const heard: unknown[] = [];
    made(() =>
      injectSubscribed(channel).subscribe({ next: (value) => heard.push(value), complete: () => heard.push('done') }),
    );
    return heard;
  };

  it.each(['a', 'private-a', 'presence-a'])('is true as soon as %s is subscribed, and lets go then', async (name) => {
    const { server, sent } = bed();
    const heard = asked(name);
    expect(heard).toEqual([]);
    await pass();
    expect([heard, sent]).toEqual([
      [true, 'done'],
      [`subscribe ${name}`, `unsubscribe ${name}`],
    ]);
    expect(server.sockets).toHaveLength(1);
  });

  it('is true at once where somebody has subscribed already', async () => {
    bed();
    made(() => injectPusher().channel('a').subscribe());
    await pass();
    expect(asked('a')).toEqual([true, 'done']);
  });

  it('is false when the subscription fails, and asks afresh the next time', async () => {
    const { server } = bed();
    server.authorization([403]);
    const denied = asked('private-a');
    await pass();
    server.authorization([200]);
    const granted = asked('private-a');
    await pass();
    expect([denied, granted]).toEqual([
      [false, 'done'],
      [true, 'done'],
    ]);
  });

  it('is false when the connection fails for good, and waits while it is only lost', async () => {
    const { server } = bed();
    server.network(['refuse']);
    const heard = asked('a');
    await pass(10_000);
    expect(heard).toEqual([]);
    server.network(['up']);
    await pass(40_000);
    expect(heard).toEqual([true, 'done']);
    server.network(['mute']);
    const failed = asked('b');
    await pass();
    server.network([4001]);
    await pass();
    expect(failed).toEqual([false, 'done']);
  });
});
