// Type-checks lib/angular against every major of Angular that the package allows, each in a folder of its own.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAJORS = [19, 20, 21, 22];
const root = process.cwd();
const run = (folder, command, ...args) =>
  execFileSync(command, args, { cwd: folder, stdio: 'inherit', timeout: 300_000 });

for (const major of MAJORS) {
  const folder = mkdtempSync(join(tmpdir(), `angular-${major}-`));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
    const packages = ['core', 'common', 'compiler'].map((name) => `@angular/${name}@${major}`);
    run(
      folder,
      'npm',
      'install',
      '--silent',
      '--no-audit',
      '--no-fund',
      '--engine-strict=false',
      'rxjs@7.8.2',
      ...packages,
    );
    cpSync(join(root, 'lib'), join(folder, 'lib'), { recursive: true });
    for (const name of ['io-ts', 'fp-ts', 'isomorphic-ws', 'ws', '@types', '@noble', 'tweetnacl']) {
      symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
    }
    const { compilerOptions } = JSON.parse(
      execFileSync('node', [join(root, 'node_modules/typescript/bin/tsc'), '--showConfig'], {
        cwd: root,
        encoding: 'utf8',
      }),
    );
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: { ...compilerOptions, types: ['node'], preserveSymlinks: true },
        files: ['lib/angular/index.ts'],
      }),
    );
    run(folder, 'node', join(root, 'node_modules/typescript/bin/tsc'), '-p', '.');
    console.log(`Angular ${major}: types agree`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
