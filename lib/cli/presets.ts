import { DEFAULT_APP } from '../sandbox/engine/app-options.js';

interface Credentials {
  readonly id: string;
  readonly key: string;
  readonly secret: string;
}

/** A kind of server, as it is when nobody has configured it. */
export interface Preset {
  /** What the environment variables begin with. */
  readonly prefix: 'PUSHER' | 'REVERB';
  /** The port on this machine; Pusher's own clusters are not on it. */
  readonly port?: number;
  /** The app it has from the start. */
  readonly app?: Credentials;
}

const PRESETS = {
  pusher: { prefix: 'PUSHER' },
  reverb: { prefix: 'REVERB', port: 8080 },
  soketi: { prefix: 'PUSHER', port: 6001, app: { id: 'app-id', key: 'app-key', secret: 'app-secret' } },
  sockudo: { prefix: 'PUSHER', port: 6001, app: { id: 'app-id', key: 'app-key', secret: 'app-secret' } },
} satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];

/** `rx-pusher serve`, where no preset is named. */
const SANDBOX: Preset = { prefix: 'PUSHER', port: 6001, app: DEFAULT_APP };

export const presetOf = (name: PresetName | undefined): Preset => (name === undefined ? SANDBOX : PRESETS[name]);
