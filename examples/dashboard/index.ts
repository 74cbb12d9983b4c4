// The page that `npm start` serves: each panel is a function from streams to an element.
import { concat, NEVER, of } from 'rxjs';
import { createPusher } from 'rx-pusher';
import { encryption } from 'rx-pusher/encryption';
import { h } from './dom.js';
import { me, nameOf, params, watched } from './member.js';
import { channelsPanel } from './panels/channels.js';
import { connectionPanel } from './panels/connection.js';
import { encryptedPanel } from './panels/encrypted.js';
import { errorsPanel } from './panels/errors.js';
import { pricesPanel } from './panels/prices.js';
import { roomPanel } from './panels/room.js';
import { watchlistPanel } from './panels/watchlist.js';

const pusher = createPusher('app-key', {
  wsHost: location.hostname,
  wsPort: Number(location.port),
  forceTLS: false,
  encryption,
  channelAuthorization: { endpoint: '/pusher/auth', params },
  userAuthentication: { endpoint: '/pusher/user-auth', params: { ...params, watchlist: watched.join(',') } },
  // Somebody is looking: sooner than one would ask of a crowd.
  reconnect: { minDelay: 500, maxDelay: 2_000 },
  // The server is on this machine, with or without a network.
  online$: concat(of(true), NEVER),
});

document.body.append(
  h(
    'header',
    {},
    h('h1', {}, 'rx-pusher'),
    h('p', {}, 'You are ', h('strong', { id: 'me' }, nameOf(me)), '. '),
    h('a', { href: '/', target: '_blank', rel: 'noopener' }, 'Join as somebody else, in another tab'),
  ),
  h(
    'main',
    {},
    connectionPanel(pusher),
    pricesPanel(pusher),
    roomPanel(pusher),
    encryptedPanel(pusher),
    watchlistPanel(pusher.user),
    channelsPanel(pusher),
    errorsPanel(pusher),
  ),
);
