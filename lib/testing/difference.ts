import type { ObservableNotification } from 'rxjs';
import type { Mark, Row } from './diagram.js';
import { diagram } from './diagram.js';
import { equal } from './equal.js';
import { createLegend } from './legend.js';
import { show } from './show.js';
import type { SubscriptionLog } from './spans.js';

/** A notification as the test scheduler notes it. */
export interface Message {
  readonly frame: number;
  readonly notification: ObservableNotification<unknown>;
}

/** The index of the first entry that is not the same in both. */
const firstDifference = (actual: readonly unknown[], expected: readonly unknown[]): number => {
  const i = actual.findIndex((entry, at) => !equal(entry, expected[at]));
  return i < 0 ? actual.length : i;
};

const earliest = (...frames: readonly (number | undefined)[]): number =>
  Math.min(...frames.map((frame) => frame ?? Infinity));

/** In marbles, how the notifications of a stream differ from the expected ones. */
export const differenceOfMessages = (actual: readonly Message[], expected: readonly Message[]): readonly string[] => {
  // The expected ones first, for they may be matchers, which know what they equal.
  const { letterOf, lines } = createLegend(
    [...expected, ...actual].flatMap(({ notification }) => (notification.kind === 'N' ? [notification.value] : [])),
  );
  const mark = ({ frame, notification }: Message, value?: unknown): Mark => ({
    frame,
    symbol: notification.kind === 'N' ? letterOf(value) : notification.kind === 'E' ? '#' : '|',
  });
  const valueOf = (message: Message | undefined): unknown =>
    message?.notification.kind === 'N' ? message.notification.value : undefined;
  // What is as expected has the letter of what was expected there, though it may equal other matchers as well.
  const meant = (message: Message, i: number): unknown =>
    equal(message.notification, expected[i]?.notification) ? valueOf(expected[i]) : valueOf(message);
  const row = (name: string, messages: readonly Message[]): Row => ({
    name,
    marks: messages.map((message, i) => mark(message, meant(message, i))),
  });
  const errors = (name: string, messages: readonly Message[]) =>
    messages.flatMap(({ notification }) =>
      notification.kind === 'E' ? [`# ${name}: ${show(notification.error)}`] : [],
    );
  const i = firstDifference(actual, expected);
  return [
    'the stream is not as expected:',
    ...diagram([row('expected', expected), row('received', actual)], earliest(actual[i]?.frame, expected[i]?.frame)),
    ...lines,
    ...errors('expected', expected),
    ...errors('received', actual),
  ];
};

const span = ({ subscribedFrame, unsubscribedFrame }: SubscriptionLog): Mark[] =>
  [
    { frame: subscribedFrame, symbol: '^' },
    { frame: unsubscribedFrame, symbol: '!' },
  ].filter(({ frame }) => frame !== Infinity);

/** In marbles, how spans differ from the expected ones. */
export const differenceOfSpans = (
  actual: readonly SubscriptionLog[],
  expected: readonly SubscriptionLog[],
): readonly string[] => {
  const rows = (name: string, logs: readonly SubscriptionLog[]) => logs.map((log): Row => ({ name, marks: span(log) }));
  const i = firstDifference(actual, expected);
  const [one = [], other = []] = [actual[i] && span(actual[i]), expected[i] && span(expected[i])];
  const j = firstDifference(one, other);
  return [
    'the subscriptions are not as expected:',
    ...diagram([...rows('expected', expected), ...rows('received', actual)], earliest(one[j]?.frame, other[j]?.frame)),
  ];
};
