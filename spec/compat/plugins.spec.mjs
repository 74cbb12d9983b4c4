import authorizer from 'pusher-js-auth';
import Pusher from 'pusher-js';
import VuePusher from 'vue-pusher';
import { options, until, world } from './support/world.mjs';

describe('plugins', () => {
  let here;
  const clients = [];
  beforeAll(async () => {
    here = await world();
  });
  afterEach(() => clients.splice(0).forEach((client) => client.disconnect()));
  afterAll(() => here.stop());

  it('vue-pusher: the class is what `require` gives', async () => {
    const Vue = function () {};
    VuePusher.install(Vue, { api_key: 'app-key', options: { cluster: 'mt1', ...options(here) } });
    const { pusher, $pusher } = new Vue();
    clients.push($pusher);
    const heard = [];
    pusher.subscribe('news', (channel) => channel.bind('e', (data) => heard.push(data)));
    await until(() => $pusher.channel('news').subscribed, 'subscribed');
    await here.server.trigger('news', 'e', 1);
    await until(() => heard.length === 1, 'the event');
    pusher.unsubscribe('news');
    expect([heard, pusher.getChannels(), $pusher.allChannels()]).toEqual([[1], ['news'], []]);
  });

  describe('pusher-js-auth', () => {
    const before = () => here.requests.filter(({ url }) => url === '/pusher/auth').length;
    const client = (more = {}) => {
      const made = new Pusher('app-key', { cluster: 'mt1', ...options(here), authorizer, authDelay: 20, ...more });
      clients.push(made);
      return made;
    };

    it('authorizes channels together, by one request', async () => {
      const count = before();
      const one = client();
      const channels = ['private-a', 'private-b', 'presence-c'].map((name) => one.subscribe(name));
      await until(() => channels.every(({ subscribed }) => subscribed), 'all subscribed');
      expect(before() - count).toBe(1);
    });

    it('tells every channel of it when the request fails', async () => {
      const one = client({ authEndpoint: `${here.sandbox.url}/nothing` });
      const errors = [];
      for (const name of ['private-a', 'private-b'])
        one.subscribe(name).bind('pusher:subscription_error', (error) => errors.push([name, error.type, error.error]));
      await until(() => errors.length === 2, 'both');
      // It refuses with `true`, of which pusher-js makes no message.
      const message = process.env['COMPAT_ON'] === 'pusher-js' ? undefined : 'refused';
      expect(errors).toEqual([
        ['private-a', 'AuthError', message],
        ['private-b', 'AuthError', message],
      ]);
    });

    it('goes through a replaced `Pusher.Runtime.createXHR`', async () => {
      const { createXHR } = Pusher.Runtime;
      const made = [];
      Pusher.Runtime.createXHR = () => {
        const xhr = createXHR.call(Pusher.Runtime);
        xhr.withCredentials = true;
        made.push(xhr);
        return xhr;
      };
      const plain = new Pusher('app-key', { cluster: 'mt1', ...options(here) });
      clients.push(plain);
      const channels = [client().subscribe('private-x'), plain.subscribe('private-y')];
      await until(() => channels.every(({ subscribed }) => subscribed), 'both subscribed');
      Pusher.Runtime.createXHR = createXHR;
      expect(made.map(({ status }) => status)).toEqual([200, 200]);
    });
  });
});
