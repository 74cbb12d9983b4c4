/** @jest-environment jsdom */
import '@angular/compiler';
import type { HttpRequest } from '@angular/common/http';
import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { inject, InjectionToken } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { bed, made, pass, virtualTime } from './support/test-bed.js';
import { NEVER } from 'rxjs';
import type { PusherFeature } from '../../lib/angular/index.js';
import {
  injectPusher,
  socketIdInterceptor,
  withHttpClientAuthorization,
  withOptions,
  withSocketIdFor,
} from '../../lib/angular/index.js';
import type { ChannelAuthorizer } from '../../lib/index.js';
import { AuthorizationCallbackError } from '../../lib/index.js';
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

  it('refuses the subscription when the endpoint does', async () => {
    httpBed(withHttpClientAuthorization());
    const { value: pusher } = made(() => injectPusher());
    const errors: unknown[] = [];
    pusher.channel('private-a').subscribe({ error: (error: unknown) => errors.push(error) });
    await pass();
    TestBed.inject(HttpTestingController).expectOne('/pusher/auth').flush({}, { status: 403, statusText: 'Forbidden' });
    await pass();
    expect(errors).toEqual([expect.any(AuthorizationCallbackError)]);
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
