import type { Environment, Variables } from './environment.js';
import { environmentOf } from './environment.js';
import { UsageError } from './failure.js';
import type { Preset, PresetName } from './presets.js';
import { presetOf } from './presets.js';

/** Which server, and which app of it. */
export interface TargetFlags {
  readonly preset?: PresetName;
  readonly appId?: string;
  readonly key?: string;
  readonly secret?: string;
  readonly host?: string;
  readonly port?: number;
  readonly cluster?: string;
  readonly tls?: true;
}

export type Address =
  { readonly cluster: string } | { readonly host: string; readonly port: number | undefined; readonly tls: boolean };

/** The flags, and where they say nothing the environment, and then the preset. */
export interface Target {
  readonly address: Address;
  readonly key: string;
  readonly id: string | undefined;
  readonly secret: string | undefined;
  /** What variables for this target begin with. */
  readonly prefix: Preset['prefix'];
  /** Whether nothing says otherwise than that it is `rx-pusher serve` on this machine. */
  readonly sandbox: boolean;
}

const THIS_MACHINE = '127.0.0.1';

const portOf = (prefix: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port > 0 && port < 65_536) return port;
  throw new UsageError(`${prefix}_PORT: not a port`);
};

const namedByEnvironment = (flags: TargetFlags, preset: Preset, { host, ...env }: Environment): Address | undefined => {
  const port = flags.port ?? portOf(preset.prefix, env.port);
  const [, cluster] = /^(?:api|ws)-([\w-]+)\.pusher\.com$/.exec(host ?? '') ?? [];
  if (cluster !== undefined) return { cluster };
  if (host !== undefined) {
    const tls = flags.tls ?? (env.scheme === undefined ? port === 443 : env.scheme === 'https');
    return { host, port, tls };
  }
  const elsewhere = flags.port === undefined && (flags.preset ?? 'pusher') === 'pusher';
  return env.cluster !== undefined && elsewhere ? { cluster: env.cluster } : undefined;
};

const namedByFlags = ({ cluster, host, port, tls, preset }: TargetFlags): Address | undefined => {
  if (cluster !== undefined) return { cluster };
  if (host === undefined) return undefined;
  // A known kind of server is on its own port, but behind TLS on that of TLS.
  const usual = preset === undefined || tls === true ? undefined : presetOf(preset).port;
  return { host, port: port ?? usual, tls: tls ?? false };
};

/** Where to, and as what. Throws a `UsageError` for what is missing. */
export const targetOf = (flags: TargetFlags, all: Variables): Target => {
  const preset = presetOf(flags.preset);
  const { prefix } = preset;
  const env = environmentOf(all, prefix);
  const named = namedByFlags(flags) ?? namedByEnvironment(flags, preset, env);
  if (named === undefined && preset.port === undefined) throw new UsageError('--preset pusher needs a --cluster');

  const key = flags.key ?? env.key ?? (named !== undefined && 'cluster' in named ? undefined : preset.app?.key);
  if (key === undefined)
    throw new UsageError(`${flags.cluster === undefined ? 'this' : '--cluster'} needs a --key, or ${prefix}_APP_KEY`);
  // An id and a secret belong to their key: those of another app are of no use.
  const own = named === undefined || flags.preset !== undefined ? preset.app : undefined;
  const known = [env, own].find((app) => app?.key === key);

  return {
    address: named ?? { host: THIS_MACHINE, port: flags.port ?? preset.port, tls: flags.tls ?? false },
    key,
    id: flags.appId ?? known?.id,
    secret: flags.secret ?? known?.secret,
    prefix,
    sandbox: named === undefined && flags.preset === undefined,
  };
};
