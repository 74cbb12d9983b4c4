// A program on every Node, as ES modules and as CommonJS, that uses every entry.
import { join } from 'node:path';
import { run } from '../command.mjs';
import { install } from '../consumer.mjs';
import { program } from '../consumers.mjs';
import { heard } from '../heard.mjs';
import { once } from '../once.mjs';
import { NODES } from '../versions.mjs';

/** The binary of npm's package `node`; without a version the one that runs this. */
const binary = once(async (major, version) =>
  version === undefined
    ? process.execPath
    : join(await install(`node-${major}`, [`node@${version}`]), 'node_modules/node/bin/node'),
);

const [running] = process.versions.node.split('.');

export const nodeCases = Object.entries({ ...NODES, [running]: undefined }).flatMap(([major, version]) =>
  ['mjs', 'cjs'].map((extension) => ({
    name: `node-${major}-${extension === 'mjs' ? 'esm' : 'cjs'}`,
    run: async () => {
      const [cwd, command] = await Promise.all([program(), binary(major, version)]);
      heard(await run(command, [`every-entry.${extension}`], { cwd, within: 20_000 }));
    },
  })),
);
