/** @jest-environment jsdom */
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { bed, made, pass, virtualTime } from './support/test-bed.js';
import { injectChannel, injectPusher } from '../../lib/angular/index.js';
import { ChannelNameError } from '../../lib/index.js';

describe('injectChannel', () => {
  virtualTime();

  it('gives the channel of that name, which wants nothing by itself', async () => {
    const { server, sent } = bed();
    const { value: channel } = made(() => injectChannel('private-a'));
    await pass();
    expect([channel.name, server.sockets]).toEqual(['private-a', []]);
    const heard: unknown[] = [];
    channel.on('tick').subscribe((data) => heard.push(data));
    await pass();
    server.events('private-a', [['tick', 1]]);
    await pass();
    expect([sent, heard]).toEqual([['subscribe private-a'], [1]]);
  });

  it('follows a signal of the name: leaves the old channel and joins the new one, once each', async () => {
    const { server, sent } = bed();
    const name = signal('prices-a');
    const { value: channel } = made(() => injectChannel(name));
    const heard: unknown[] = [];
    channel.subscribe(({ channel: from, data }) => heard.push([from, data]));
    channel.on('tick').subscribe((data) => heard.push(data));
    channel.resumed$.subscribe();
    await pass();
    server.events('prices-a', [['tick', 1]]);
    await pass();

    name.set('prices-b');
    expect(channel.name).toBe('prices-b');
    await pass();
    server.events('prices-a', [['tick', 2]]);
    server.events('prices-b', [['tick', 3]]);
    await pass();
    expect(sent).toEqual(['subscribe prices-a', 'subscribe prices-b', 'unsubscribe prices-a']);
    expect(heard).toEqual([['prices-a', 1], 1, ['prices-b', 3], 3]);
    expect(server.sockets).toHaveLength(1);
  });

  it('stays where it is while the signal gives the same name', async () => {
    const { sent } = bed();
    const id = signal({ n: 1 });
    const { value: channel } = made(() => injectChannel(() => `order-${id().n}`));
    channel.subscribe();
    await pass();
    id.set({ n: 1 });
    await pass();
    expect(sent).toEqual(['subscribe order-1']);
  });

  it('has no channel while the name is undefined', async () => {
    const { server, sent } = bed();
    const name = signal<string | undefined>(undefined);
    const { value: channel } = made(() => injectChannel(name));
    channel.subscribe();
    await pass();
    expect(server.sockets).toEqual([]);
    expect(() => channel.on('pusher:error')).toThrow(/name of the protocol/);
    name.set('a');
    await pass();
    name.set(undefined);
    await pass();
    expect(sent).toEqual(['subscribe a', 'unsubscribe a']);
    expect(server.subscriptions('a')).toHaveLength(1);
    expect(server.sockets[0]?.unsubscribedFrame).not.toBe(Infinity);
  });

  it('is the whole channel: state, counts, members, cache and client events', async () => {
    const { server } = bed();
    const name = signal<'presence-cache-a' | 'presence-cache-b'>('presence-cache-a');
    const { value: channel } = made(() =>
      injectChannel<'presence-cache-a' | 'presence-cache-b', { [x: string]: unknown }, { n: number }>(name),
    );
    const heard: unknown[] = [];
    channel.state$.subscribe(({ status }) => heard.push(status));
    channel.cacheMiss$.subscribe(() => heard.push('miss'));
    channel.members$.subscribe(({ count }) => heard.push(count));
    channel.joined$.subscribe(({ id }) => heard.push(`+${id}`));
    channel.left$.subscribe(({ id }) => heard.push(`-${id}`));
    channel.subscriptionCount$.subscribe((count) => heard.push({ count }));
    await pass();
    server.members('presence-cache-a', [['join', 'ada', { n: 1 }]]);
    server.counts('presence-cache-a', [7]);
    server.members('presence-cache-a', [['leave', 'ada']]);
    await pass();
    expect(heard).toEqual([
      ...['unsubscribed', 'authorizing', 'subscribing', 'subscribed', 1, 'miss'],
      ...[2, '+ada', { count: 7 }, 1, '-ada'],
    ]);

    const written: string[] = [];
    server.received$.subscribe(({ event, channel: to }) => written.push(`${event} ${to}`));
    channel.trigger('client-a', {}).subscribe({ complete: () => written.push('written') });
    name.set('presence-cache-b');
    channel.trigger('client-b', {});
    await pass();
    expect(written).toEqual(
      expect.arrayContaining(['client-a presence-cache-a', 'written', 'client-b presence-cache-b']),
    );
    expect((channel as unknown as { encrypted: boolean }).encrypted).toBe(false);
  });

  it('leaves and completes when what it was injected into is destroyed', async () => {
    const { server, sent } = bed();
    const { value: channels, destroy } = made(() => [injectChannel('a'), injectChannel(signal('b'))]);
    const completed: string[] = [];
    for (const channel of channels) channel.subscribe({ complete: () => completed.push(channel.name) });
    await pass();
    destroy();
    await pass();
    expect(completed).toEqual(['a', 'b']);
    expect(sent).toEqual(['subscribe a', 'subscribe b', 'unsubscribe a', 'unsubscribe b']);
    expect(server.sockets[0]?.unsubscribedFrame).not.toBe(Infinity);
    channels[0]!.subscribe({ complete: () => completed.push('late') });
    await pass();
    expect([completed, server.sockets.length]).toEqual([['a', 'b', 'late'], 1]);
  });

  it('throws at once for a fixed name that is not allowed, and errors for one that a signal gives', async () => {
    bed();
    expect(() => made(() => injectChannel('pri ces'))).toThrow(/channel "pri ces"/);
    const { value: channel } = made(() => injectChannel(signal('pri ces')));
    const errors: unknown[] = [];
    channel.subscribe({ error: (error: unknown) => errors.push(error) });
    await pass();
    expect(errors).toEqual([expect.any(ChannelNameError)]);
  });
});

describe('injectPusher', () => {
  virtualTime();

  it('gives one client, made when first injected, that ends with its injector', async () => {
    const { server } = bed();
    const pusher = TestBed.runInInjectionContext(injectPusher);
    expect(TestBed.runInInjectionContext(injectPusher)).toBe(pusher);
    const heard: unknown[] = [];
    pusher.channel('a').subscribe();
    pusher.user.signin().subscribe(({ id }) => heard.push(id));
    await pass();
    pusher.ping().subscribe(() => heard.push('pong'));
    await pass();
    expect([heard, server.sockets.length]).toEqual([['user-1', 'pong'], 1]);
    expect(() => pusher.ping(0)).toThrow(/timeout/);
    TestBed.resetTestingModule();
    await jest.advanceTimersByTimeAsync(2_000);
    expect(server.sockets[0]?.unsubscribedFrame).not.toBe(Infinity);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('refuses a wrong option when it is made', () => {
    bed({ options: { activityTimeout: 5 } });
    TestBed.resetTestingModule();
    expect(() => bed({ options: { activityTimeout: -1 } })).toThrow(/activityTimeout/);
  });
});
