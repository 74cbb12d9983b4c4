import { readFileSync } from 'node:fs';
import * as util from 'node:util';

export type Variables = Readonly<Record<string, string | undefined>>;

/** What the environment can say of an app and its server, and how the names of those variables end. */
const SETTINGS = {
  id: 'APP_ID',
  key: 'APP_KEY',
  secret: 'APP_SECRET',
  host: 'HOST',
  port: 'PORT',
  scheme: 'SCHEME',
  cluster: 'APP_CLUSTER',
} as const;

export type Setting = keyof typeof SETTINGS;

const dotenv = (): Variables => {
  // Before 20.12 Node does not read such files.
  if (!('parseEnv' in util)) return {};
  try {
    return util.parseEnv(readFileSync('.env', 'utf8'));
  } catch {
    return {};
  }
};

/** The variables of the process; what they lack is inherited from those of `.env` in the working directory. */
export const variables = (): Variables => Object.assign(Object.create(dotenv()) as object, process.env);

/** One variable, with a name that says where it is. An empty one is none, as in the files that Laravel makes. */
export const variableOf = (
  all: Variables,
  prefix: string,
  setting: Setting,
): { readonly name: string; readonly value: string } | undefined => {
  const name = `${prefix}_${SETTINGS[setting]}`;
  const value = all[name];
  return value === undefined || value === ''
    ? undefined
    : { name: Object.hasOwn(all, name) ? name : `${name} in .env`, value };
};

/** What the variables of one prefix say of an app. */
export const appOf = (
  all: Variables,
  prefix: string,
): Readonly<Record<'id' | 'key' | 'secret', string | undefined>> => {
  const [id, key, secret] = (['id', 'key', 'secret'] as const).map((name) => variableOf(all, prefix, name)?.value);
  return { id, key, secret };
};
