import type { Observable } from 'rxjs';
import { retry } from 'rxjs';

type Child = Node | string;

/** An element with its attributes and children. Text goes in as text, whoever it is from. */
export const h = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

/** A titled region of the page. */
export const panel = (name: string, title: string, ...children: readonly Child[]): HTMLElement =>
  h(
    'section',
    { class: `panel ${name}`, id: name, 'aria-labelledby': `${name}-title` },
    h('h2', { id: `${name}-title` }, title),
    ...children,
  );

/** How long (ms) before a stream that failed, with its channel or its connection, is wanted again. */
const RETRY_AFTER = 3_000;

/** Shows a stream for as long as the page lasts. */
export const show = <T>(stream$: Observable<T>, render: (value: T) => void): void => {
  stream$.pipe(retry({ delay: RETRY_AFTER })).subscribe(render);
};

/** Shows a stream of texts in an element, which is handed back. */
export const showText = <E extends HTMLElement>(element: E, text$: Observable<string>): E => {
  show(text$, (text) => {
    // The same text again would be read out again.
    if (element.textContent !== text) element.textContent = text;
  });
  return element;
};
