// The JavaScript that the entries lead to, read by a parser.
import { build } from 'esbuild';
import { join } from 'node:path';
import { reach } from './graph.mjs';
import { targetsOf } from './targets.mjs';

/** The specifiers that a file imports or requires. */
const importsOf = async (path) => {
  const { metafile } = await build({
    entryPoints: [path],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    plugins: [{ name: 'alone', setup: ({ onResolve }) => onResolve({ filter: /./ }, external) }],
  });
  return Object.values(metafile.inputs).flatMap(({ imports }) => imports.map(({ path: specifier }) => specifier));
};
const external = ({ kind, path }) => (kind === 'entry-point' ? undefined : { path, external: true });

export const javascriptOf = ({ contents, manifest, fileOf }) =>
  reach({
    contents,
    from: [...new Set(targetsOf(manifest))].filter((path) => /(?<!\.d)\.c?js$/.test(path)),
    importsOf: (file) => importsOf(join(contents, file)),
    ...(fileOf && { fileOf }),
  });
