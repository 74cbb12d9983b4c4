import { readFileSync } from 'node:fs';
import * as util from 'node:util';

export type Variables = Readonly<Record<string, string | undefined>>;

/** What the environment says of an app and its server. */
export interface Environment {
  readonly id: string | undefined;
  readonly key: string | undefined;
  readonly secret: string | undefined;
  readonly host: string | undefined;
  readonly port: string | undefined;
  readonly scheme: string | undefined;
  readonly cluster: string | undefined;
}

const dotenv = (): Variables => {
  // Before 20.12 Node does not read such files.
  if (!('parseEnv' in util)) return {};
  try {
    return util.parseEnv(readFileSync('.env', 'utf8'));
  } catch {
    return {};
  }
};

/** The variables of the process, and those of `.env` in the working directory that it does not have. */
export const variables = (): Variables => ({ ...dotenv(), ...process.env });

/** The variables of one prefix; an empty one is none, as in the files that Laravel makes. */
export const environmentOf = (all: Variables, prefix: string): Environment => {
  const value = (name: string) => (all[`${prefix}_${name}`] === '' ? undefined : all[`${prefix}_${name}`]);
  return {
    id: value('APP_ID'),
    key: value('APP_KEY'),
    secret: value('APP_SECRET'),
    host: value('HOST'),
    port: value('PORT'),
    scheme: value('SCHEME'),
    cluster: value('APP_CLUSTER'),
  };
};
