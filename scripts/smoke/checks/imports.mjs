import { declarationsOf } from './declarations.mjs';
import { packageOf } from './graph.mjs';
import { javascriptOf } from './javascript.mjs';

// Taken into the build as far as they are used: Node's ES modules cannot import the directories of the first, a bundler keeps
// the whole of the second, and that of Angular warns of the third.
const INLINED = ['fp-ts', 'io-ts', 'isomorphic-ws'];

/** Entries that a browser may load: nothing of Node in what they lead to. */
const NODE_ONLY = ['./sandbox', './package.json'];

/** Every import leads to a file of the tarball, or to a package that is installed with it. */
export const checkImports = async ({ contents, manifest }) => {
  const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const { packages, missing, reached } = await javascriptOf({ contents, manifest });
  const unknown = packages.flatMap(([specifier, file]) => {
    const name = packageOf(specifier);
    if (INLINED.includes(name)) return [`${file} imports ${specifier}, which was to be inlined`];
    return name.startsWith('node:') || declared.includes(name)
      ? []
      : [`${file} imports ${specifier}: not a dependency`];
  });

  // What is inlined may be named by declarations.
  const types = await declarationsOf({ contents, manifest });
  const used = new Set([...packages, ...types.packages].map(([specifier]) => packageOf(specifier)));
  const idle = declared
    .filter((name) => !used.has(name) && !INLINED.includes(name))
    .map((name) => `nothing imports ${name}`);

  const safe = Object.fromEntries(Object.entries(manifest.exports).filter(([entry]) => !NODE_ONLY.includes(entry)));
  const inBrowser = (file) => manifest.browser[`./${file}`]?.slice('./'.length) ?? file;
  const browser = await javascriptOf({ contents, manifest: { exports: safe }, fileOf: inBrowser });
  const bound = browser.packages
    .filter(([specifier]) => specifier.startsWith('node:') || packageOf(specifier) === 'ws')
    .map(([specifier, file]) => `${file} imports ${specifier}, and a browser may load it`);

  return { wrong: [...missing, ...unknown, ...idle, ...bound], said: `${reached.length} files, ${used.size} packages` };
};
