import { createPusher } from 'rx-pusher';
import { options } from './options.js';

const prices = createPusher('app-key', options).channel('prices');
prices.on('tick').subscribe((tick) => (document.title = `heard ${tick}`));
