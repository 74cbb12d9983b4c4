/** @jest-environment jsdom */
import '@angular/compiler';
import * as http from '@angular/common/http';
import type { EnvironmentProviders, Provider, Type } from '@angular/core';
import * as core from '@angular/core';
import * as interop from '@angular/core/rxjs-interop';
import * as coreTesting from '@angular/core/testing';
import type { Observable } from 'rxjs';
import { bed, pass, virtualTime } from './support/test-bed.js';
import * as rxPusherAngular from '../../lib/angular/index.js';
import * as rxPusherTesting from '../../lib/testing/index.js';
import type { DocBlock } from '../support/doc-blocks.js';
import { docBlocks, promised, runBlock } from '../support/doc-blocks.js';

const { TestBed } = coreTesting;
const world = {
  modules: {
    '@angular/common/http': http,
    '@angular/core': core,
    '@angular/core/rxjs-interop': interop,
    '@angular/core/testing': coreTesting,
    'rx-pusher/angular': rxPusherAngular,
    'rx-pusher/testing': rxPusherTesting,
  },
};
const blocks = docBlocks('docs/angular.md');
const block = (title: string): DocBlock => blocks.find((candidate) => candidate.title.endsWith(title))!;
const exportsOf = async (title: string) => (await runBlock(block(title), world)).exports;

const show = async (component: unknown) => {
  const fixture = TestBed.createComponent(component as Type<unknown>);
  await pass();
  const element = fixture.nativeElement as HTMLElement;
  return { fixture, element, text: () => element.textContent.replace(/\s+/g, ' ').trim() };
};

describe('docs/angular.md', () => {
  afterEach(() => TestBed.resetTestingModule());

  it.each(blocks.filter(({ code }) => code.includes('appConfig')).map((b) => [b.line, b.title, b] as const))(
    'line %i, %s: provides a client',
    async (_, __, example) => {
      const { exports } = await runBlock(example, world);
      const { providers } = exports['appConfig'] as { providers: (Provider | EnvironmentProviders)[] };
      TestBed.configureTestingModule({ providers });
      expect(TestBed.runInInjectionContext(rxPusherAngular.injectPusher).key).toBe('app-key');
    },
  );

  it('runs the test that it shows', async () => {
    const example = block('Tests');
    expect((await runBlock(example, world)).printed).toEqual(promised(example));
  });

  describe('in virtual time', () => {
    virtualTime();

    it('shows a component that follows its symbol', async () => {
      const { PriceComponent } = await exportsOf('A component');
      const { server, sent } = bed();
      const { fixture, element, text } = await show(PriceComponent);
      server.events('prices-eurusd', [['tick', 1.08]]);
      await pass();
      expect(text()).toBe('GBP eurusd: 1.08 (connected)');
      element.querySelector('button')!.click();
      await pass();
      server.events('prices-gbpusd', [['tick', 1.27]]);
      await pass();
      expect(text()).toBe('GBP gbpusd: 1.27 (connected)');
      fixture.destroy();
      await pass();
      expect(sent).toEqual([
        ...['subscribe prices-eurusd', 'subscribe prices-gbpusd', 'unsubscribe prices-eurusd'],
        'unsubscribe prices-gbpusd',
      ]);
    });

    it('shows a component that keeps a score', async () => {
      const ScoreComponent = (
        await runBlock(
          blocks.find(({ code }) => code.includes('ScoreComponent'))!,
          world,
        )
      ).exports['ScoreComponent'];
      const { server } = bed();
      const { text } = await show(ScoreComponent);
      server.events(
        'game',
        [1, 2, 3, 4].map((points) => ['scored', points] as const),
      );
      await pass();
      expect(text()).toBe('10 of 3: 2, 3, 4');
    });

    it('shows guards and resolvers that ask for a channel', async () => {
      const { routes } = (await exportsOf('Guards and resolvers')) as {
        routes: readonly {
          canActivate?: (() => Observable<boolean>)[];
          resolve?: { joined(): Observable<boolean> };
        }[];
      };
      const answers: boolean[] = [];
      const ask = () =>
        TestBed.runInInjectionContext(() => {
          for (const { canActivate, resolve } of routes)
            (canActivate?.[0] ?? resolve!.joined)().subscribe((answer) => answers.push(answer));
        });
      const { server } = bed();
      ask();
      await pass();
      expect(answers).toEqual([true, true]);
      server.network(['hang']);
      await pass(100);
      ask();
      await pass(5_000);
      expect(answers).toEqual([true, true, false]);
    });

    it('shows a service for a room', async () => {
      const { ChatService, ROOM } = (await exportsOf('A service')) as {
        ChatService: Type<{
          members(): { count: number } | undefined;
          messages$: { subscribe(next: (all: readonly string[]) => void): void };
          typing(): void;
          enter(room: string): void;
        }>;
        ROOM: core.InjectionToken<string>;
      };
      const { server, sent } = bed({ providers: [ChatService, { provide: ROOM, useValue: 'a' }] });
      const triggered: string[] = [];
      server.received$.subscribe(({ event, channel = '' }) => {
        if (event.startsWith('client-')) triggered.push(`${event} ${channel}`);
      });
      const service = TestBed.inject(ChatService);
      let all: readonly string[] = [];
      service.messages$.subscribe((messages) => (all = messages));
      await pass();
      server.members('presence-a', [['join', 'ada']]);
      server.events('presence-a', [['message', 'hello']]);
      service.typing();
      await pass();
      expect([all, service.members()?.count, triggered]).toEqual([['hello'], 2, ['client-typing presence-a']]);
      service.enter('b');
      await pass();
      expect(sent.sort()).toEqual(['subscribe presence-a', 'subscribe presence-b', 'unsubscribe presence-a']);
    });

    it('shows how to try again', async () => {
      const { OrderComponent } = await exportsOf('When it fails');
      const { server, told } = bed();
      server.authorization([403]);
      const { text } = await show(OrderComponent);
      expect(text()).toBe('failed');
      server.authorization([200]);
      await pass(5_000);
      server.events('private-order-1', [['status', 'shipped']]);
      await pass();
      expect([text(), told.length]).toEqual(['shipped subscribed', 1]);
    });
  });
});
