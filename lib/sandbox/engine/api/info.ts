import type { Either } from 'fp-ts/Either';
import { left, right } from 'fp-ts/Either';
import { channelKind } from '../../../protocol/channel-name.js';
import { cached } from '../cache.js';
import type { App } from '../state.js';

type Attribute = (app: App, channel: string) => unknown;

const attributes: ReadonlyMap<string, Attribute> = new Map<string, Attribute>([
  ['user_count', (app, name) => app.channels.get(name)?.members.size ?? 0],
  ['subscription_count', (app, name) => app.channels.get(name)?.subscribers.size ?? 0],
  [
    'cache',
    (app, name) => {
      const hit = cached(app, name);
      return hit === undefined ? null : { data: hit.data, ttl: Math.ceil((hit.until - app.host.now()) / 1_000) };
    },
  ],
]);

/** The attributes that `info` asks for, or the first that the API does not know. */
export const parseInfo = (info: string | null | undefined): Either<string, readonly string[]> => {
  const names = (info ?? '').split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !attributes.has(name));
  return unknown === undefined ? right(names) : left(`info does not know the attribute ${unknown.slice(0, 40)}`);
};

/** Why a channel, or all with a prefix, do not have an attribute. */
export const unavailable = (app: App, name: string, attribute: string): string | undefined => {
  if (attribute === 'user_count' && channelKind(name).type !== 'presence')
    return 'user_count is only known of presence channels';
  if (attribute === 'subscription_count' && !app.settings.subscriptionCounts)
    return 'subscription_count is not enabled for the app';
  if (attribute === 'cache' && !channelKind(name).cache) return 'cache is only known of cache channels';
  return undefined;
};

/** Those of the attributes that a channel has. */
export const infoOf = (app: App, name: string, wanted: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    wanted
      .filter((attribute) => unavailable(app, name, attribute) === undefined)
      .map((attribute) => [attribute, attributes.get(attribute)?.(app, name)]),
  );
