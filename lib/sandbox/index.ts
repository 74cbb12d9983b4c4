export type { AppOptions, WebhookOptions } from './engine/app-options.js';
export type { ChannelSnapshot, ConnectionSnapshot, Snapshot } from './engine/snapshot.js';
export type { WebhookEventName } from './engine/webhook-event.js';
export { ListenError, WebhookNotTaken } from './errors.js';
export type { SandboxOptions } from './options.js';
export type { ReceivedText, Sandbox, SandboxEvent } from './sandbox.js';
export { startSandbox } from './start.js';
