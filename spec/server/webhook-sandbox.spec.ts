import Pusher from 'pusher';
import type { WebhookEvent } from '../../lib/server/index.js';
import type { Recorded, Recorder } from '../support/recorder.js';
import { startRecorder } from '../support/recorder.js';
import type { SandboxApp } from './sandbox-app.js';
import { listen, startSandboxApp, until } from './sandbox-app.js';

let recorder: Recorder;
let app: SandboxApp;
beforeAll(async () => {
  recorder = await startRecorder();
  app = await startSandboxApp({ webhooks: [{ url: `http://127.0.0.1:${recorder.port}/hook` }] });
  const client = await app.client('u1');
  await listen(client, 'presence-room', 'cache-news');
  client.channel('presence-room').trigger('client-wave', { to: 'all' });
  client.unsubscribe('cache-news');
  client.unsubscribe('presence-room');
  await until(() => events().some(({ name, channel }) => name === 'channel_vacated' && channel === 'presence-room'));
});
afterAll(() => {
  app.stop();
  recorder.close();
});

const ours = ({ headers, body }: Recorded) => app.server().webhook({ headers, body });
const theirs = ({ headers, body }: Recorded) => app.official().webhook({ headers, rawBody: body });
const events = (): readonly WebhookEvent[] =>
  recorder.requests.flatMap((hook) => {
    const read = ours(hook);
    if (read._tag === 'Left') throw read.left;
    return read.right.events;
  });

describe('webhooks of the sandbox', () => {
  it('tell what happened', () => {
    expect(events()).toEqual(
      expect.arrayContaining([
        { name: 'channel_occupied', channel: 'presence-room' },
        { name: 'member_added', channel: 'presence-room', user_id: 'u1' },
        expect.objectContaining({
          name: 'client_event',
          event: 'client-wave',
          channel: 'presence-room',
          user_id: 'u1',
        }),
        { name: 'cache_miss', channel: 'cache-news' },
        { name: 'member_removed', channel: 'presence-room', user_id: 'u1' },
        { name: 'channel_vacated', channel: 'presence-room' },
      ]),
    );
  });

  it('are good to us and to the official library', () => {
    expect(recorder.requests.length).toBeGreaterThan(0);
    for (const hook of recorder.requests) {
      expect(ours(hook)._tag).toBe('Right');
      expect(theirs(hook).isValid()).toBe(true);
    }
  });

  it('are bad to both once anything is changed', () => {
    const [hook] = recorder.requests;
    const changed = { ...hook!, body: hook!.body.replace('presence', 'private-') };
    expect(ours(changed)).toMatchObject({ left: { fault: 'signature' } });
    expect(theirs(changed).isValid()).toBe(false);
    const stranger = { ...hook!, headers: { ...hook!.headers, 'x-pusher-key': 'another' } };
    expect(ours(stranger)).toMatchObject({ left: { fault: 'key' } });
    expect(theirs(stranger).isValid()).toBe(false);
  });

  it('are good while their token is among those given, and not after', () => {
    const { headers, body } = recorder.requests[0]!;
    const old = { key: 'the-key', secret: 'the-secret' };
    const server = app.server({ secret: 'new' });
    expect(server.webhook({ headers, body }, [old])._tag).toBe('Right');
    expect(server.webhook({ headers, body })).toMatchObject({ left: { fault: 'signature' } });
    expect(
      new Pusher({ appId: '3', key: 'the-key', secret: 'new', cluster: 'x' })
        .webhook({ headers, rawBody: body })
        .isValid(old),
    ).toBe(true);
  });

  it('miss a header: a Left of ours, where the official library throws', () => {
    const { headers, body } = recorder.requests[0]!;
    const bare = { ...headers };
    delete bare['x-pusher-signature'];
    expect(app.server().webhook({ headers: bare, body })).toMatchObject({ left: { fault: 'header' } });
    expect(() => app.official().webhook({ headers: bare, rawBody: body }).isValid()).toThrow(TypeError);
  });
});
