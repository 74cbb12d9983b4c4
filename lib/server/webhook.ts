import type { Either } from 'fp-ts/Either';
import { left, right } from 'fp-ts/Either';
import { parseJson, reasonsOf } from '../protocol/codec.js';
import { sameSignature, sign } from '../protocol/signature.js';
import type { Token } from './config.js';
import { WebhookError } from './errors.js';
import type { UnknownWebhookEvent, WebhookEvent } from './webhook-event.js';
import { WebhookBody, webhookEventCodec } from './webhook-event.js';

/** Headers as any platform has them: `Headers`, or an object of Node's, names in any case. */
export type WebhookHeaders =
  { get(name: string): string | null } | Readonly<Record<string, string | readonly string[] | undefined>>;

/** A request that says it is a webhook. */
export interface WebhookRequest {
  /** Of these `X-Pusher-Key`, `X-Pusher-Signature` and `Content-Type` are read. */
  readonly headers: WebhookHeaders;
  /** The body as it came, byte for byte: the signature is over it. */
  readonly body: string | Uint8Array;
}

/** A webhook whose signature is good. */
export interface Webhook {
  /** When it was sent: ms since the epoch. */
  readonly time_ms: number;
  /** What happened, in the order of the body. */
  readonly events: readonly WebhookEvent[];
  /** Events of kinds this library does not know. */
  readonly unknown: readonly UnknownWebhookEvent[];
}

const headerOf = (headers: WebhookHeaders, name: string): string | undefined => {
  if (typeof headers.get === 'function') return headers.get(name) ?? undefined;
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? [];
  return typeof value === 'string' ? value : Array.isArray(value) ? String(value[0]) : undefined;
};

const isJson = (contentType: string): boolean => /^\s*application\/json\s*(;|$)/i.test(contentType);

const refuse = (fault: WebhookError['fault'], reason: string) => left(new WebhookError(fault, reason));

const decodeBody = (body: string | Uint8Array): Either<WebhookError, Webhook> => {
  const json = parseJson(typeof body === 'string' ? body : new TextDecoder().decode(body));
  if (json._tag === 'Left') return refuse('body', 'not JSON');
  const decoded = WebhookBody.decode(json.right);
  if (decoded._tag === 'Left') return refuse('body', reasonsOf(decoded.left).join('; '));
  const events: WebhookEvent[] = [];
  const unknown: UnknownWebhookEvent[] = [];
  for (const raw of decoded.right.events) {
    const event = webhookEventCodec(raw)?.decode(raw);
    if (event?._tag === 'Left') return refuse('body', reasonsOf(event.left).join('; '));
    if (event === undefined) unknown.push(raw);
    else events.push(event.right);
  }
  return right({ time_ms: decoded.right.time_ms, events, unknown });
};

/** Checks that a request is a webhook signed by one of the tokens, and reads it. Never throws. */
export const readWebhook = (
  tokens: readonly Token[],
  { headers, body }: WebhookRequest,
): Either<WebhookError, Webhook> => {
  const key = headerOf(headers, 'x-pusher-key');
  const signature = headerOf(headers, 'x-pusher-signature');
  const contentType = headerOf(headers, 'content-type');
  if (key === undefined) return refuse('header', 'X-Pusher-Key is missing');
  if (signature === undefined) return refuse('header', 'X-Pusher-Signature is missing');
  if (contentType === undefined) return refuse('header', 'Content-Type is missing');
  const own = tokens.filter((token) => token.key === key);
  if (own.length === 0) return refuse('key', 'X-Pusher-Key is not one of ours');
  if (!own.some(({ secret }) => sameSignature(sign(secret, body), signature)))
    return refuse('signature', 'X-Pusher-Signature is not that of the body');
  if (!isJson(contentType)) return refuse('content-type', 'not application/json');
  return decodeBody(body);
};
