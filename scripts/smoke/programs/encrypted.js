import { createPusher } from 'rx-pusher';
import { encryption } from 'rx-pusher/encryption';
import { options } from './options.js';

const channelAuthorization = { endpoint: '/pusher/auth' };
const prices = createPusher('app-key', { ...options, encryption, channelAuthorization }).channel(
  'private-encrypted-prices',
);
prices.on('tick').subscribe((tick) => (document.title = `heard ${tick}`));
