/** @jest-environment jsdom */
import './support/test-bed.js';
import { Component, provideZonelessChangeDetection, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { NEVER } from 'rxjs';
import {
  flushPusher,
  injectConnectionState,
  injectEvents,
  injectMembers,
  injectPusher,
  injectSubscriptionState,
  provideFakePusher,
  withOptions,
} from '../../lib/angular/index.js';
import type { FakePusherOptions } from '../../lib/testing/index.js';
import { fakePusher } from '../../lib/testing/index.js';

const room = signal('presence-a');

const Room = Component({
  selector: 'a-room',
  template: '{{ state().status }} {{ members()?.count }} {{ said().join() }}',
})(
  class {
    readonly state = injectSubscriptionState(room);
    readonly members = injectMembers(() => room() as 'presence-a');
    readonly said = injectEvents<string>(room, 'said');
  },
);

describe('provideFakePusher and flushPusher', () => {
  const flush = () => TestBed.runInInjectionContext(flushPusher);
  const shown = (options?: FakePusherOptions) => {
    const fake = fakePusher(options);
    TestBed.configureTestingModule({ providers: [provideZonelessChangeDetection(), provideFakePusher(fake)] });
    const element = TestBed.createComponent(Room).nativeElement as HTMLElement;
    return { server: fake.server, text: () => element.textContent };
  };

  beforeEach(() => room.set('presence-a'));
  afterEach(() => TestBed.resetTestingModule());

  it('show what came, and after each change what follows from it, without a sleep', async () => {
    const { server, text } = shown();
    await flush();
    expect(text()).toBe('subscribed 1 ');
    server.events('presence-a', [['said', 'hello']]);
    server.members('presence-a', [['join', 'ada']]);
    await flush();
    expect(text()).toBe('subscribed 2 hello');
    room.set('presence-b');
    await flush();
    expect(text()).toBe('subscribed 1 ');
  });

  it.each([403, 404])('wait for the whole of a refusal by %i', async (status) => {
    jest.spyOn(console, 'error').mockImplementation();
    const { server, text } = shown();
    server.authorization([status]);
    await flush();
    expect(text()).toBe('failed  ');
  });

  it('wait for batches and promises, and not for what takes time', async () => {
    const { server, text } = shown({
      channelAuthorization: { batch: true, headersProvider: async () => Promise.resolve({}) },
    });
    await flush();
    expect(text()).toBe('subscribed 1 ');
    server.network(['refuse', 1006]);
    await flush();
    const connection = TestBed.runInInjectionContext(injectConnectionState);
    expect([connection().status, text()]).toEqual(['waiting', 'unsubscribed 1 ']);
  });

  it('take features, and are one client with what is injected', async () => {
    const fake = fakePusher();
    const asked: string[] = [];
    const channelAuthorization = ({ channelName }: { channelName: string }) => {
      asked.push(channelName);
      return NEVER;
    };
    TestBed.configureTestingModule({
      providers: [
        provideFakePusher(
          fake,
          withOptions(() => ({ channelAuthorization })),
        ),
      ],
    });
    TestBed.runInInjectionContext(injectPusher).channel('private-a').subscribe();
    await flush();
    expect([asked, fake.server.sockets.length]).toEqual([['private-a'], 1]);
  });
});
