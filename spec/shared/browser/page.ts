import { createPusher } from '../../../lib/index.js';
import { shared } from '../../../lib/shared/index.js';

// A tab of the browser specs. Bundled and served by the rig, which reads `tab`.

const query = new URLSearchParams(location.search);
const channels = (query.get('channels') ?? '').split(',').filter(Boolean);
const makeWorker = () => new SharedWorker('/worker.js', { type: 'module', name: 'pusher' });

const tabs =
  query.get('host') === 'own'
    ? undefined
    : shared({
        ...(query.get('host') === 'worker' && { worker: makeWorker }),
        ...(query.has('scope') && { scope: query.get('scope') ?? '' }),
      });
const user = { params: { user_id: query.get('user') ?? 'me' } };
const pusher = createPusher('app-key', {
  wsHost: location.hostname,
  wsPort: Number(query.get('port')),
  forceTLS: false,
  reconnect: { minDelay: 200, maxDelay: 1_000 },
  ...(tabs !== undefined && { WebSocketCtor: tabs }),
  channelAuthorization: tabs?.channelAuthorization(user) ?? user,
  userAuthentication: tabs?.userAuthentication(user) ?? user,
});

const tab = {
  heard: {} as Record<string, number[]>,
  clients: [] as unknown[],
  states: [] as string[],
  causes: [] as string[],
  members: [] as string[],
  resumed: 0,
  subscribed: 0,
  connected: '',
  leads: false,
  errors: [] as string[],
  socketId: '',
  trigger: (channel: string, n: number) =>
    void pusher
      .channel(channel as 'private-b')
      .trigger('client-x', n)
      .subscribe(),
};
Object.assign(globalThis, { tab });
const failed = (error: unknown) => void tab.errors.push(String(error));
/** Given by the rig: tells it what was done once. */
declare const did: ((n: number) => void) | undefined;

pusher.state$.subscribe((state) => {
  tab.states.push(state.status);
  if (state.status === 'connected') tab.socketId = state.socketId;
  if (state.status === 'waiting') tab.causes.push(state.cause.message);
});
pusher.errors$.subscribe(failed);
pusher.channels$.subscribe((all) => {
  tab.subscribed = [...all.values()].filter(({ status }) => status === 'subscribed').length;
});
tabs?.connected$.subscribe((by) => (tab.connected = by));
tabs?.leader$.subscribe((leads) => (tab.leads = leads));
for (const name of channels) {
  const heard = (tab.heard[name] = [] as number[]);
  const channel = pusher.channel(name as 'private-b');
  channel.on<number>('x').subscribe({ next: (n) => heard.push(n), error: failed });
  channel.resumed$.subscribe({ next: () => (tab.resumed += 1), error: failed });
  if (name.startsWith('private-'))
    channel.on('client-x').subscribe({ next: (data) => tab.clients.push(data), error: failed });
  if (name.startsWith('presence-'))
    pusher.channel(name as 'presence-c').members$.subscribe({
      next: (members) => (tab.members = [...members].map(({ id }) => id)),
      error: failed,
    });
  if (tabs !== undefined && name === 'a')
    channel
      .on<number>('x')
      .pipe(tabs.once(String))
      .subscribe({ next: (n: number) => did?.(n), error: failed });
}
