import { OptionError } from '../errors.js';
import type { Setting, Variables } from './environment.js';
import { variableOf } from './environment.js';
import { UsageError } from './failure.js';
import { presetOf } from './presets.js';
import type { TargetFlags } from './target.js';
import { clusterOf } from './target.js';

/** What the library's options are called here: a flag, and a setting of the environment. */
const NAMES: Readonly<Record<string, readonly [flag: string, setting?: Setting] | undefined>> = {
  appId: ['app-id', 'id'],
  key: ['key', 'key'],
  secret: ['secret', 'secret'],
  host: ['host', 'host'],
  wsHost: ['host', 'host'],
  port: ['port', 'port'],
  wsPort: ['port', 'port'],
  wssPort: ['port', 'port'],
  cluster: ['cluster', 'cluster'],
  encryptionMasterKeyBase64: ['master-key'],
  'channelAuthorization.endpoint': ['auth-endpoint'],
};

const settingOf = (name: Setting | undefined, flags: TargetFlags, all: Variables): string | undefined => {
  const { prefix } = presetOf(flags.preset);
  const host = variableOf(all, prefix, 'host');
  const meant = name === 'cluster' && clusterOf(host?.value) !== undefined ? 'host' : name;
  return meant === undefined ? undefined : variableOf(all, prefix, meant)?.name;
};

/** Whence an option has its value; undefined of one that nobody can set here. */
const originOf = (option: string, flags: TargetFlags, all: Variables): string | undefined => {
  if (option.startsWith('apps')) return `--app (${option})`;
  const [flag, setting] = NAMES[option] ?? [];
  if (flag === undefined) return undefined;
  const isGiven = (flags as object as Readonly<Record<string, unknown>>)[
    flag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
  ];
  return (isGiven === undefined ? settingOf(setting, flags, all) : undefined) ?? `--${flag}`;
};

/** An error of the library about one of its options as one about the flag, or the variable, that it came from. */
export const inWordsOf =
  (flags: TargetFlags, all: () => Variables) =>
  (error: unknown): unknown => {
    if (!(error instanceof OptionError)) return error;
    const origin = originOf(error.option, flags, all());
    return origin === undefined ? error : new UsageError(`${origin}: ${error.reason}`, { cause: error });
  };
