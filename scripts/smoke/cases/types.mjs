// Consumers in TypeScript, strict and with `skipLibCheck: false`: our declarations are compiled as if they were theirs.
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node } from '../command.mjs';
import { RXJS } from '../versions.mjs';
import { ROOT } from '../workspace.mjs';
import { PROJECTS } from './projects.mjs';

const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');

/** Compiles programs of `types/`, under the names that give them their formats. */
const compile = async (home, name, { compilerOptions, files }) => {
  for (const [from, to] of Object.entries(files)) copyFileSync(join(home, 'types', from), join(home, to));
  const config = join(home, `tsconfig.${name}.json`);
  const common = {
    target: 'es2022',
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  };
  writeFileSync(
    config,
    JSON.stringify({ compilerOptions: { ...common, ...compilerOptions }, files: Object.values(files) }),
  );
  await node([tsc, '-p', config], { cwd: home, within: 120_000 });
};

export const typesCases = Object.entries(PROJECTS).flatMap(([name, { consumer, ...project }]) =>
  RXJS.map((rxjs) => ({
    name: `types-${name}-rxjs-${rxjs}`,
    run: async () => {
      await compile(await consumer(rxjs), name, project);
    },
  })),
);
