import { map, share } from 'rxjs';
import type { Pusher } from 'rx-pusher';
import type { Price } from '../../feed/price.js';
import { CHANNELS } from '../../feed/price.js';
import { h, panel, show, showText } from '../dom.js';
import { sparkline } from './sparkline.js';

const amount = (price: number): string =>
  price.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

const moved = ({ change }: Price): string => `${change < 0 ? '▼' : change > 0 ? '▲' : '='} ${amount(Math.abs(change))}`;

/** One channel: its price, the last change, and how it came there. */
const card = (pusher: Pusher, channel: string): HTMLElement => {
  const price$ = pusher.channel(channel).on<Price>('price').pipe(share());
  const name = channel.replace('prices-', '');
  const change = showText(h('span', { class: 'change' }), price$.pipe(map(moved)));
  show(price$, (price) => (change.dataset['way'] = price.change < 0 ? 'down' : 'up'));
  return h(
    'article',
    { 'aria-labelledby': channel, 'data-channel': channel },
    h('h3', { id: channel }, name),
    h(
      'p',
      {},
      showText(h('span', { class: 'price' }, '–'), price$.pipe(map(({ price }) => amount(price)))),
      ' ',
      change,
    ),
    sparkline(price$.pipe(map(({ price }) => price)), `The last prices of ${name}`),
  );
};

export const pricesPanel = (pusher: Pusher): HTMLElement =>
  panel('prices', 'Prices', h('div', { class: 'cards' }, ...CHANNELS.map((channel) => card(pusher, channel))));
