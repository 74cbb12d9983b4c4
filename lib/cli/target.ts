import { PORT } from '../option-rules.js';
import type { Variables } from './environment.js';
import { appOf, variableOf } from './environment.js';
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

const portIn = ({ name, value }: { name: string; value: string }): number => {
  const port = /^\d+$/.test(value) ? Number(value) : undefined;
  if (PORT[0](port)) return port as number;
  throw new UsageError(`${name}: not a port`);
};

const isSecure = ({ name, value }: { name: string; value: string }): boolean => {
  const [, secure] = /^(?:http|ws)(s?)$/i.exec(value) ?? [];
  if (secure === undefined) throw new UsageError(`${name}: neither http nor https`);
  return secure !== '';
};

/** The cluster whose host that is. */
export const clusterOf = (host: string | undefined): string | undefined =>
  /^(?:api|ws)-([\w-]+)\.pusher\.com$/.exec(host ?? '')?.[1];

const namedByEnvironment = (flags: TargetFlags, preset: Preset, all: Variables): Address | undefined => {
  const [host, ownPort, scheme, ownCluster] = (['host', 'port', 'scheme', 'cluster'] as const).map((setting) =>
    variableOf(all, preset.prefix, setting),
  );
  const port = flags.port ?? (ownPort && portIn(ownPort));
  const cluster = clusterOf(host?.value);
  if (cluster !== undefined) return { cluster };
  if (host !== undefined) {
    const tls = flags.tls ?? (scheme === undefined ? port === 443 : isSecure(scheme));
    return { host: host.value, port, tls };
  }
  const elsewhere = flags.port === undefined && (flags.preset ?? 'pusher') === 'pusher';
  return ownCluster !== undefined && elsewhere ? { cluster: ownCluster.value } : undefined;
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
  const env = appOf(all, prefix);
  const named = namedByFlags(flags) ?? namedByEnvironment(flags, preset, all);
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
