// Given what the entries export, however a program came by it: uses all of it together.
const assert = require('node:assert');
const {
  filter,
  forkJoin,
  ignoreElements,
  lastValueFrom,
  merge,
  Observable,
  switchMap,
  take,
  timeout,
} = require('rxjs');
const { TestScheduler } = require('rxjs/testing');

/** An event that the server entry publishes, sealed, and the client hears. */
const hear = ({ pusher, server, channel = pusher.channel('private-encrypted-prices') }) =>
  merge(
    channel.on('tick'),
    channel.state$.pipe(
      filter(({ status }) => status === 'subscribed'),
      switchMap(() => server.trigger(channel.name, 'tick', 42)),
      ignoreElements(),
    ),
  ).pipe(take(1), timeout(5_000));

/** A zone that does nothing. */
const zone = { run: (task) => task(), runOutsideAngular: (task) => task() };

/** The clients there are: the plain one, one that would share its connection in a browser, those over HTTP, that of Angular. */
const clients = ({ client, shared, angular, core, httpTransports }, key, options) => {
  const { wsHost: httpHost, wsPort: httpPort } = options;
  const plain = [
    client.createPusher(key, options),
    client.createPusher(key, { ...options, WebSocketCtor: shared() }),
    ...['xhr_streaming', 'xhr_polling'].map((name) =>
      client.createPusher(key, {
        ...options,
        ...{ httpHost, httpPort, enabledTransports: [name], transports: httpTransports() },
      }),
    ),
  ];
  if (angular === undefined) return plain;
  const injector = core.createEnvironmentInjector(
    [
      // As the injector of an application: what is `providedIn: 'root'` is found in it.
      { provide: core.ɵINJECTOR_SCOPE, useValue: 'root' },
      { provide: core.PLATFORM_ID, useValue: 'browser' },
      { provide: core.NgZone, useValue: zone },
      angular.providePusher(key, options),
    ],
    core.Injector.NULL,
  );
  return [...plain, core.runInInjectionContext(injector, angular.injectPusher)];
};

/** The same as code for pusher-js has it. */
const hearAsBefore = (PusherJs, key, options, server) =>
  new Observable((subscriber) => {
    const pusher = new PusherJs(key, options);
    subscriber.add(() => pusher.disconnect());
    const channel = pusher.subscribe('private-encrypted-prices').bind('tick', (tick) => subscriber.next(tick));
    channel.bind('pusher:subscription_succeeded', () =>
      subscriber.add(server.trigger(channel.name, 'tick', 42).subscribe({ error: (error) => subscriber.error(error) })),
    );
    channel.bind('pusher:subscription_error', ({ error }) => subscriber.error(new Error(error)));
  }).pipe(take(1), timeout(5_000));

/** A class is the same, whichever entry it comes from, and whoever throws it. */
const oneClass = ({ client, server, startSandbox }) => {
  const shared = Object.keys(client).filter((name) => name in server);
  assert(shared.includes('PusherError') && shared.includes('OptionError'));
  for (const name of shared) assert.equal(client[name], server[name], `${name} is two classes`);
  assert.throws(() => server.createPusherServer({}), client.PusherError);
  assert.throws(() => startSandbox({ port: -1 }), client.OptionError);
};

const marbles = ({ testing: { assertMarbles, fakePusher } }) =>
  new TestScheduler(assertMarbles).run((helpers) => {
    const { pusher, server } = fakePusher(helpers);
    server.events('prices', '--a', { a: ['tick', 42] });
    helpers.expectObservable(pusher.channel('prices').on('tick'), '^ 1s !').toBe('--a', { a: 42 });
  });

exports.use = async (entries) => {
  const { encryption, startSandbox, server, PusherJs } = entries;
  marbles(entries);
  oneClass(entries);
  const ticks$ = startSandbox({ port: 0 }).pipe(
    switchMap(({ host, port, url, apps: [{ id: appId, key, secret, encryptionMasterKeyBase64 }] }) => {
      const api = server.createPusherServer({
        appId,
        key,
        secret,
        host,
        port,
        useTLS: false,
        encryptionMasterKeyBase64,
      });
      const channelAuthorization = server.secretAuthorizer({ key, secret, encryptionMasterKeyBase64 });
      const options = { wsHost: host, wsPort: port, forceTLS: false, encryption, channelAuthorization };
      const before = {
        cluster: '',
        wsHost: host,
        wsPort: String(port),
        forceTLS: false,
        authEndpoint: `${url}/pusher/auth`,
      };
      return forkJoin([
        ...clients(entries, key, options).map((pusher) => hear({ pusher, server: api })),
        hearAsBefore(PusherJs, key, before, api),
      ]);
    }),
    take(1),
  );
  const ticks = await lastValueFrom(ticks$);
  assert.deepEqual(
    ticks,
    ticks.map(() => 42),
  );
  console.log('heard 42');
};
