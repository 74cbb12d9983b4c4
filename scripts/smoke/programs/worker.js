import { createPusher } from 'rx-pusher';
import { options } from './options.js';

if (typeof window !== 'undefined') throw new Error('this is no worker');
const prices = createPusher('app-key', options).channel('prices');
prices.on('tick').subscribe((tick) => postMessage(tick));
