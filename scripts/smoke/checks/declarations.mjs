import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageOf, reach } from './graph.mjs';
import { targetsOf } from './targets.mjs';

const SPECIFIER = /(?:\bfrom|\bimport) ?\(?["']([^"']+)["']/g;

/** The declarations that the entries lead to, those of the other format for the other. */
export const declarationsOf = ({ contents, manifest }) =>
  reach({
    contents,
    from: [...new Set(targetsOf(manifest))].filter((path) => /\.d\.c?ts$/.test(path)),
    importsOf: (file) => [...readFileSync(join(contents, file), 'utf8').matchAll(SPECIFIER)].map(([, path]) => path),
    fileOf: (path) => path.replace(/\.(c?)js$/, '.d.$1ts'),
  });

/** Every declaration is there for both formats, and names only packages that are installed with it. */
export const checkDeclarations = async ({ contents, manifest }) => {
  const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const { reached, packages, missing } = await declarationsOf({ contents, manifest });
  const unknown = packages
    .filter(([specifier]) => !specifier.startsWith('node:') && !declared.includes(packageOf(specifier)))
    .map(([specifier, file]) => `${file} names ${specifier}: not a dependency`);
  const twins = (extension) =>
    reached.filter((file) => file.endsWith(extension)).map((file) => file.replace(/c?ts$/, ''));
  const [esm, cjs] = [twins('.d.ts'), twins('.d.cts')];
  const alone = [...esm.filter((file) => !cjs.includes(file)), ...cjs.filter((file) => !esm.includes(file))].map(
    (file) => `${file} has a declaration for one format alone`,
  );
  return { wrong: [...missing, ...unknown, ...alone], said: `${reached.length} declarations` };
};
