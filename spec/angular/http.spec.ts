/** @jest-environment jsdom */
import '@angular/compiler';
import type { HttpRequest } from '@angular/common/http';
import { HttpClient, HttpErrorResponse, provideHttpClient, withInterceptors } from '@angular/common/http';
import type { TestRequest } from '@angular/common/http/testing';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { inject, InjectionToken } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { bed, made, pass, virtualTime } from './support/test-bed.js';
import { NEVER } from 'rxjs';
import type { HttpClientAuthorization, PusherFeature } from '../../lib/angular/index.js';
import {
  injectPusher,
  socketIdInterceptor,
  withHttpClientAuthorization,
  withOptions,
  withSocketIdFor,
} from '../../lib/angular/index.js';
import type { ChannelAuthorizer } from '../../lib/index.js';
import {
  AuthorizationAnswerError,
  AuthorizationDenied,
  AuthorizationNetworkError,
  AuthorizationStatusError,
  AuthorizationTimeout,
} from '../../lib/index.js';
import { createPusherServer } from '../../lib/server/index.js';

const TOKEN = new InjectionToken<string>('token');

const httpBed = (...features: readonly PusherFeature[]) =>
  bed({
    features,
    providers: [
      { provide: TOKEN, useValue: 'secret' },
      provideHttpClient(
        withInterceptors([
          socketIdInterceptor,
          (request, next) => next(request.clone({ setHeaders: { authorization: `Bearer ${inject(TOKEN)}` } })),
        ]),
      ),
      provideHttpClientTesting(),
    ],
  });

const requestTo = (url: string): HttpRequest<unknown> => {
  TestBed.inject(HttpClient).post(url, {}).subscribe();
  return TestBed.inject(HttpTestingController).expectOne(url).request;
};

const connected = async (): Promise<string> => {
  const { value: pusher } = made(() => injectPusher());
  let socketId = '';
  pusher.socketId$.subscribe((id) => (socketId = id ?? ''));
  pusher.connect();
  await pass();
  return socketId;
};

describe('socketIdInterceptor', () => {
  virtualTime();

  it('adds X-Socket-Id to requests to the own origin while there is a connection', async () => {
    httpBed();
    expect(requestTo('/messages').headers.has('X-Socket-Id')).toBe(false);
    const socketId = await connected();
    expect(socketId).toMatch(/^\d+\.\d+$/);
    for (const url of ['/messages', 'messages', 'http://localhost/messages'])
      expect(requestTo(url).headers.get('X-Socket-Id')).toBe(socketId);
    for (const url of ['https://example.com/', '//example.com/', 'http://localhost:81/'])
      expect(requestTo(url).headers.has('X-Socket-Id')).toBe(false);
  });

  it('adds it to the requests of withSocketIdFor instead', async () => {
    httpBed(withSocketIdFor(({ url }) => url.startsWith('https://api.example.com/')));
    const socketId = await connected();
    expect(requestTo('https://api.example.com/messages').headers.get('X-Socket-Id')).toBe(socketId);
    expect(requestTo('/messages').headers.has('X-Socket-Id')).toBe(false);
  });
});

describe('withHttpClientAuthorization', () => {
  virtualTime();

  it('asks by HttpClient, interceptors and all', async () => {
    const { sent } = httpBed(withHttpClientAuthorization({ channels: '/auth' }));
    const { value: pusher } = made(() => injectPusher());
    let user: unknown;
    pusher.channel('private-a').subscribe();
    pusher.user.signin().subscribe(({ id }) => (user = id));
    await pass();

    const controller = TestBed.inject(HttpTestingController);
    const server = createPusherServer({ appId: 'app-id', key: 'app-key', secret: 'app-secret', cluster: 'eu' });
    const asked = controller.expectOne('/auth');
    const params = new URLSearchParams(asked.request.serializeBody() as string);
    expect([params.get('channel_name'), asked.request.headers.get('authorization')]).toEqual([
      'private-a',
      'Bearer secret',
    ]);
    const socketId = params.get('socket_id') ?? '';
    asked.flush(server.authorizeChannel(socketId, 'private-a'));
    controller.expectOne('/pusher/user-auth').flush(server.authenticateUser(socketId, { id: 'ada' }));
    await pass();
    expect(sent).toContain('subscribe private-a');
    expect(user).toBe('ada');
  });

  const asking = (feature: PusherFeature, ...names: readonly string[]) => {
    httpBed(feature);
    const errors: unknown[] = [];
    const states: string[] = [];
    const { value: pusher } = made(() => injectPusher());
    for (const name of names) {
      pusher.channel(name).subscribe({ error: (error: unknown) => errors.push(error) });
      pusher.channel(name).state$.subscribe(({ status }) => states.push(status));
    }
    return { pusher, errors, states, controller: TestBed.inject(HttpTestingController) };
  };
  const signing = createPusherServer({ appId: 'app-id', key: 'app-key', secret: 'app-secret', cluster: 'eu' });
  const bodyOf = ({ request }: TestRequest) => new URLSearchParams(request.serializeBody() as string);
  const grant = (asked: TestRequest) =>
    asked.flush(
      signing.authorizeChannel(bodyOf(asked).get('socket_id') ?? '', bodyOf(asked).get('channel_name') ?? ''),
    );

  it.each([
    [401, AuthorizationDenied],
    [403, AuthorizationDenied],
    [404, AuthorizationStatusError],
    [419, AuthorizationDenied],
    [422, AuthorizationStatusError],
  ])('says of %i what the error of the same endpoint by fetch says', async (status, kind) => {
    const { errors, controller, pusher } = asking(withHttpClientAuthorization(), 'private-a');
    pusher.user.signin().subscribe({ error: (error: unknown) => errors.push(error) });
    await pass();
    for (const url of ['/pusher/auth', '/pusher/user-auth'])
      controller.expectOne(url).flush('Sorry', { status, statusText: 'no' });
    await pass();
    expect(errors).toEqual([expect.any(kind), expect.any(kind)]);
    expect(errors).toMatchObject([
      { channel: 'private-a', status },
      { channel: undefined, status },
    ]);
    for (const error of errors) expect(String(error)).toContain(`refused with ${status}`);
  });

  it.each(['<html>log in</html>', '', '{"auth":7}', 'null'])('takes %j for no authorization', async (text) => {
    const { errors, controller } = asking(withHttpClientAuthorization(), 'private-a');
    await pass();
    controller.expectOne('/pusher/auth').flush(text);
    await pass();
    expect(errors).toEqual([expect.any(AuthorizationAnswerError)]);
  });

  it('asks again after a failure that may pass, for as long as Retry-After says', async () => {
    const { states, controller } = asking(withHttpClientAuthorization(), 'private-a');
    await pass();
    controller.expectOne('/pusher/auth').error(new ProgressEvent('error'));
    await pass(2_000);
    const busy = { status: 503, statusText: 'busy', headers: { 'Retry-After': '7' } };
    controller.expectOne('/pusher/auth').flush('', busy);
    await pass(6_900);
    controller.expectNone('/pusher/auth');
    await pass(100);
    grant(controller.expectOne('/pusher/auth'));
    await pass();
    expect(states.at(-1)).toBe('subscribed');
  });

  it('gives up after the retries it was given, and says what the network did', async () => {
    const { errors, controller } = asking(
      withHttpClientAuthorization({ channels: { retry: { attempts: 1 } } }),
      'private-a',
    );
    await pass();
    controller.expectOne('/pusher/auth').error(new ProgressEvent('error'));
    await pass(2_000);
    controller.expectOne('/pusher/auth').error(new ProgressEvent('error'));
    await pass(60_000);
    controller.verify();
    expect(errors).toEqual([expect.any(AuthorizationNetworkError)]);
    expect(errors).toMatchObject([{ cause: expect.any(HttpErrorResponse) as unknown }]);
  });

  it('takes the request back when nobody waits for it any more, and when it takes too long', async () => {
    const { controller, errors } = asking(
      withHttpClientAuthorization({ channels: { timeout: 3_000, retry: { attempts: 0 } } }),
      'private-a',
    );
    const left = made(() => injectPusher().channel('private-b').subscribe());
    await pass();
    const [a, b] = controller.match('/pusher/auth');
    left.value.unsubscribe();
    await pass();
    expect([a!.cancelled, b!.cancelled]).toEqual([false, true]);
    await pass(3_000);
    expect(a!.cancelled).toBe(true);
    expect(errors).toEqual([expect.any(AuthorizationTimeout)]);
  });

  it('refreshes once for all who were denied, by what the function that makes it has injected', async () => {
    const refreshed: string[] = [];
    const { states, controller } = asking(
      withHttpClientAuthorization(() => {
        const token = inject(TOKEN);
        return { channels: { endpoint: '/auth', refresh: () => refreshed.push(token) } };
      }),
      'private-a',
      'private-b',
    );
    await pass();
    for (const asked of controller.match('/auth')) asked.flush('', { status: 401, statusText: 'expired' });
    await pass();
    controller.match('/auth').forEach(grant);
    await pass();
    expect(refreshed).toEqual(['secret']);
    expect(states.filter((status) => status === 'subscribed')).toHaveLength(2);
  });

  it('asks for many channels in one request, params and headers with it', async () => {
    const { states, controller } = asking(
      withHttpClientAuthorization({
        channels: { batch: true, params: { tenant: '7' }, headersProvider: () => ({ 'X-App': 'shop' }) },
      }),
      'private-a',
      'private-b',
    );
    await pass();
    const asked = controller.expectOne('/pusher/auth');
    const body = bodyOf(asked);
    expect([...body.keys()]).toEqual(['socket_id', 'channel_name[0]', 'channel_name[1]', 'tenant']);
    expect(asked.request.headers.get('X-App')).toBe('shop');
    expect(asked.request.headers.get('authorization')).toBe('Bearer secret');
    const data = (name: string) => ({ data: signing.authorizeChannel(body.get('socket_id') ?? '', name) });
    asked.flush({ 'private-a': data('private-a'), 'private-b': { status: 403 } });
    await pass();
    expect(states.filter((status) => ['subscribed', 'failed'].includes(status)).sort()).toEqual([
      'failed',
      'subscribed',
    ]);
  });

  it('asks by HttpClient at the endpoints of single channels too, and sends cookies where it is told to', async () => {
    const { controller } = asking(
      withHttpClientAuthorization({
        channels: { channels: { 'private-admin-*': { endpoint: '/admin', credentials: 'include' } } },
      }),
      'private-admin-a',
      'private-b',
    );
    await pass();
    expect(controller.expectOne('/admin').request.withCredentials).toBe(true);
    expect(controller.expectOne('/pusher/auth').request.withCredentials).toBe(false);
  });

  it('adds the XSRF token that other requests carry', async () => {
    document.cookie = 'XSRF-TOKEN=from-the-cookie';
    const { controller } = asking(withHttpClientAuthorization(), 'private-a');
    await pass();
    expect(controller.expectOne('/pusher/auth').request.headers.get('X-XSRF-TOKEN')).toBe('from-the-cookie');
    document.cookie = 'XSRF-TOKEN=; max-age=0';
  });

  it.each([
    [{ channels: '' }, 'withHttpClientAuthorization.channels'],
    [{ chanels: '/auth' }, 'withHttpClientAuthorization.chanels'],
    [{ user: { retry: 3 } }, 'userAuthentication.retry'],
    [{ channels: { channels: { 'private-a': { endpint: '/a' } } } }, 'channelAuthorization.channels.private-a.endpint'],
  ])('refuses %j, naming what is wrong', (given, option) => {
    httpBed(withHttpClientAuthorization(given as HttpClientAuthorization));
    expect(() => made(injectPusher)).toThrow(expect.objectContaining({ option }) as Error);
  });
});

describe('withOptions', () => {
  virtualTime();

  it('makes options where inject works; they go before those given, and the later before the earlier', async () => {
    const asked: string[] = [];
    const authorizedBy = (name: string) =>
      withOptions(() => {
        const token = inject(TOKEN);
        const channelAuthorization: ChannelAuthorizer = ({ channelName }) => {
          asked.push(`${name} ${token} ${channelName}`);
          return NEVER;
        };
        return { channelAuthorization };
      });
    const { server } = httpBed(authorizedBy('first'), authorizedBy('second'));
    const requests: unknown[] = [];
    server.authorizations$.subscribe((request) => requests.push(request));
    made(() => injectPusher().channel('private-a').subscribe());
    await pass();
    expect([asked, requests]).toEqual([['second secret private-a'], []]);
  });
});
