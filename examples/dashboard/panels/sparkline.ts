import type { Observable } from 'rxjs';
import { fromEvent, scan } from 'rxjs';
import uPlot from 'uplot';
import { h, show } from '../dom.js';

/** How many values it shows. */
const LENGTH = 120;
const HEIGHT = 88;

/** The last values of a stream as a line, as wide as its place. */
export const sparkline = (value$: Observable<number>, label: string): HTMLElement => {
  const element = h('div', { class: 'sparkline', role: 'img', 'aria-label': label });
  // Asked at each drawing, for light and dark may change meanwhile.
  const colour = (name: string) => () => getComputedStyle(element).getPropertyValue(name);
  const plot = new uPlot(
    {
      width: 200,
      height: HEIGHT,
      padding: [4, 4, 4, 4],
      legend: { show: false },
      cursor: { show: false },
      axes: [{ show: false }, { show: false }],
      scales: { x: { time: false } },
      series: [{}, { stroke: colour('--line'), fill: colour('--under-line'), width: 1.5, points: { show: false } }],
    },
    [[], []],
    element,
  );
  new ResizeObserver(([entry]) => {
    if (entry !== undefined) plot.setSize({ width: entry.contentRect.width, height: HEIGHT });
  }).observe(element);

  show(fromEvent(matchMedia('(prefers-color-scheme: dark)'), 'change'), () => plot.redraw());

  show(value$.pipe(scan((values: readonly number[], value) => [...values, value].slice(-LENGTH), [])), (values) =>
    plot.setData([values.map((_, i) => i), [...values]]),
  );
  return element;
};
