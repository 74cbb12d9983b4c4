import type { ConnectionState } from 'rx-pusher';
import type { Price } from './price.js';

const { isTTY } = process.stdout;
const colours = isTTY && process.env['NO_COLOR'] === undefined;
const paint = (code: number, text: string): string => (colours ? `\u001b[${code}m${text}\u001b[0m` : text);
const grey = (text: string) => paint(90, text);

const clock = (at: number): string => grey(new Date(at).toISOString().slice(11, 23));

/** One event in one line: when, where, how much, how far it moved, and how long it was under way. */
export const priceLine = ({ channel, price, change, at }: Price): string => {
  const amount = price.toFixed(2).padStart(9);
  const arrow = change === 0 ? '  ' : change > 0 ? '▲ ' : '▼ ';
  const moved = (arrow + Math.abs(change).toFixed(2)).padStart(8);
  const now = Date.now();
  return `${clock(now)}  ${channel.padEnd(14)}${amount}  ${paint(change < 0 ? 31 : 32, moved)}  ${grey(`${now - at} ms`)}`;
};

/** A change of the connection in one line. */
export const stateLine = (state: ConnectionState): string => {
  const detail =
    state.status === 'connected'
      ? ` as ${state.socketId}`
      : state.status === 'waiting'
        ? ` ${Math.round(state.delay)} ms: ${state.cause.message}`
        : '';
  return `${clock(Date.now())}  ${paint(36, `${state.status}${detail}`)}`;
};
