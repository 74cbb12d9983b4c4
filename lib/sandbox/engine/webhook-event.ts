/** What webhooks tell of. */
export const WEBHOOK_EVENTS = [
  'channel_occupied',
  'channel_vacated',
  'member_added',
  'member_removed',
  'client_event',
  'cache_miss',
  'subscription_count',
] as const;
/** The names of the events that webhooks tell of. */
export type WebhookEventName = (typeof WEBHOOK_EVENTS)[number];

export type WebhookEvent = { readonly name: WebhookEventName } & Readonly<Record<string, unknown>>;
