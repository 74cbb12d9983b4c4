export type { ByteStream, HttpFetch, HttpRequest, HttpResponse, Transports } from '../connection/transports.js';
export { HttpTransportError } from './errors.js';
export { httpTransports } from './transports.js';
export type { HttpTransportsOptions } from './transports.js';
