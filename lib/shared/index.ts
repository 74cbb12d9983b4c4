export { shared } from './platform.js';
export type { SharedOptions } from './platform.js';
export { serveTabs } from './serve-tabs.js';
export type { ServeOptions } from './serve-tabs.js';
export type { SharedBy, SharedSocket } from './shared.js';
