import type { Either } from 'fp-ts/Either';
import { left, right } from 'fp-ts/Either';
import { sameSignature, sign } from '../protocol/signature.js';
import type { Token } from './config.js';
import { WebhookError } from './errors.js';
import { exactIds, jsonValue } from './json-value.js';
import { countOf, elementsOf } from './loose.js';
import { isRecord } from '../protocol/shape.js';
import { told } from './told.js';
import type { UnknownWebhookEvent, WebhookEvent } from './webhook-event.js';
import { webhookEvent } from './webhook-event.js';
import { headerOf, rawBody } from './webhook-request.js';

/** A webhook whose signature is good. */
export interface Webhook {
  /** When it was sent: ms since the epoch. */
  readonly time_ms: number;
  /** What happened, in the order of the body. */
  readonly events: readonly WebhookEvent[];
  /** Events of kinds this library does not know, and such as lack what their kind has, a user's id for one. */
  readonly unknown: readonly UnknownWebhookEvent[];
}

const isJson = (contentType: string): boolean => /^\s*application\/json\s*(;|$)/i.test(contentType);

const refuse = (fault: WebhookError['fault'], reason: string, cause?: unknown) =>
  left(new WebhookError(fault, reason, cause));

const decodeBody = (body: string | Uint8Array): Either<WebhookError, Webhook> => {
  const json = jsonValue(exactIds(typeof body === 'string' ? body : new TextDecoder().decode(body)));
  if (json._tag === 'Left') return refuse('body', 'not JSON');
  if (!isRecord(json.right)) return refuse('body', `${told(json.right)}, not an object`);
  const time_ms = countOf(json.right['time_ms']);
  if (time_ms === undefined) return refuse('body', 'time_ms is not a number');
  const given = elementsOf(json.right['events']);
  if (given === undefined) return refuse('body', 'events is not a list');
  const events: WebhookEvent[] = [];
  const unknown: UnknownWebhookEvent[] = [];
  for (const raw of given.filter(isRecord)) {
    const event = webhookEvent(raw);
    if (event === undefined) unknown.push(raw);
    else events.push(event);
  }
  return right({ time_ms, events, unknown });
};

const isToken = (token: unknown): token is Token =>
  isRecord(token) && [token['key'], token['secret']].every((text) => typeof text === 'string' && text !== '');

const check = (own: Token, others: unknown, request: unknown): Either<WebhookError, Webhook> => {
  if (!Array.isArray(others)) return refuse('key', `tokens are ${told(others)}, not a list: pass [{ key, secret }]`);
  if (!isRecord(request)) return refuse('header', `the request is ${told(request)}: pass { headers, body }`);
  const { headers } = request;
  if (typeof headers !== 'object' || headers === null)
    return refuse('header', `headers are ${told(headers)}: pass those of the request`);
  const key = headerOf(headers, 'x-pusher-key');
  const signature = headerOf(headers, 'x-pusher-signature');
  const contentType = headerOf(headers, 'content-type');
  if (key === undefined) return refuse('header', 'X-Pusher-Key is missing');
  if (signature === undefined) return refuse('header', 'X-Pusher-Signature is missing');
  if (contentType === undefined) return refuse('header', 'Content-Type is missing');
  const body = rawBody(request['body']);
  if (body._tag === 'Left') return refuse('body', body.left);
  // With an empty secret anybody could sign.
  const tokens = [own, ...(others as readonly unknown[])].filter(isToken).filter((token) => token.key === key);
  if (tokens.length === 0) return refuse('key', 'X-Pusher-Key is not one of ours');
  if (!tokens.some(({ secret }) => sameSignature(sign(secret, body.right), signature)))
    return refuse('signature', 'X-Pusher-Signature is not that of the body');
  if (!isJson(contentType)) return refuse('content-type', 'not application/json');
  return decodeBody(body.right);
};

/** Checks that a request is a webhook signed by `own` or by one of the others, and reads it. Never throws. */
export const readWebhook = (own: Token, others: unknown, request: unknown): Either<WebhookError, Webhook> => {
  try {
    return check(own, others, request);
  } catch (cause) {
    // Whoever holds headers may throw when it is asked for them.
    return refuse('header', 'the request cannot be read: pass { headers, body }', cause);
  }
};
