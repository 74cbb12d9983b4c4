// What the tarball holds, without running any of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkDeclarations } from '../checks/declarations.mjs';
import { checkFiles } from '../checks/files.mjs';
import { checkImports } from '../checks/imports.mjs';
import { checkLicences } from '../checks/licences.mjs';
import { checkMaps } from '../checks/maps.mjs';
import { checkSize } from '../checks/size.mjs';
import { checkTargets } from '../checks/targets.mjs';
import { packed } from '../packed.mjs';

const CHECKS = {
  targets: checkTargets,
  imports: checkImports,
  declarations: checkDeclarations,
  files: checkFiles,
  maps: checkMaps,
  licences: checkLicences,
  size: checkSize,
};

/** Each check gives back what is wrong, a line each; `size` may say something else too. */
export const tarballCases = Object.entries(CHECKS).map(([name, check]) => ({
  name: `tarball-${name}`,
  run: async () => {
    const { contents, report } = await packed();
    const manifest = JSON.parse(readFileSync(join(contents, 'package.json'), 'utf8'));
    const files = report.files.map(({ path }) => path);
    const { wrong, said } = await check({ contents, report, manifest, files });
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
    return said;
  },
}));
