/** Where a server is. */
export interface Endpoint {
  readonly host: string;
  /** Left out: the scheme's own port. */
  readonly port: number | undefined;
  /** Prefix of the path, as `/reverb`; empty for most servers. */
  readonly path: string;
}

/** The version of the protocol this library speaks. */
export const PROTOCOL_VERSION = 7;

/** The host of one of Pusher's clusters. */
export const clusterHost = (cluster: string): string => `ws-${cluster}.pusher.com`;

/** The URL of the socket, its query as the protocol asks for it: `protocol`, `client`, `version`. */
export const connectionUrl = (
  key: string,
  endpoint: Endpoint,
  secure: boolean,
  client: { readonly name: string; readonly version: string },
): string => {
  const host = endpoint.host.includes(':') && !endpoint.host.startsWith('[') ? `[${endpoint.host}]` : endpoint.host;
  const port = endpoint.port === undefined || endpoint.port === (secure ? 443 : 80) ? '' : `:${endpoint.port}`;
  const path = endpoint.path.replace(/\/+$/, '').replace(/^(?=[^/])/, '/');
  const query = [
    ['protocol', String(PROTOCOL_VERSION)],
    ['client', client.name],
    ['version', client.version],
  ].map(([name, value]) => `${name ?? ''}=${encodeURIComponent(value ?? '')}`);
  return `${secure ? 'wss' : 'ws'}://${host}${port}${path}/app/${encodeURIComponent(key)}?${query.join('&')}`;
};
