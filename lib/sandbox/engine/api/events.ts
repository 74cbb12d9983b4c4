import * as t from 'io-ts';
import { MAX_BATCH } from '../limits.js';
import { publish } from '../publish.js';
import { readJson } from '../read.js';
import type { App } from '../state.js';
import type { Answer } from './answer.js';
import { badRequest, json } from './answer.js';
import type { ApiEvent } from './event-body.js';
import { EventBody, readEvent } from './event-body.js';
import { infoOf } from './info.js';
import type { Call } from './route.js';

const Batch = t.type({ batch: t.array(EventBody) });

const publishEach = (app: App, { channels, ...event }: ApiEvent): void => {
  for (const channel of new Set(channels)) publish(app, { ...event, channel });
};

/** POST /events */
export const trigger = ({ app, body }: Call): Answer => {
  const decoded = readJson(EventBody, body);
  if (decoded._tag === 'Left') return badRequest(`The body ${decoded.left}`);
  const event = readEvent(decoded.right);
  if (event._tag === 'Left') return event.left;
  publishEach(app, event.right);
  const { channels, info } = event.right;
  return info.length === 0
    ? json({})
    : json({ channels: Object.fromEntries(channels.map((name) => [name, infoOf(app, name, info)])) });
};

/** POST /batch_events: all of them, or none. */
export const triggerBatch = ({ app, body }: Call): Answer => {
  const decoded = readJson(Batch, body);
  if (decoded._tag === 'Left') return badRequest(`The body ${decoded.left}`);
  const { batch } = decoded.right;
  if (batch.length > MAX_BATCH) return badRequest(`more than ${MAX_BATCH} events`);
  const events: ApiEvent[] = [];
  for (const item of batch) {
    const event = readEvent(item);
    if (event._tag === 'Left') return event.left;
    events.push(event.right);
  }
  for (const event of events) publishEach(app, event);
  return events.every(({ info }) => info.length === 0)
    ? json({})
    : json({ batch: events.map(({ channels, info }) => infoOf(app, channels[0] ?? '', info)) });
};
