import { existsSync, readFileSync } from 'node:fs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { transform } from 'esbuild';

const { dependencies, peerDependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

// Taken in, as far as it is used: Node cannot import `fp-ts/Either`, a bundler keeps the whole of `io-ts`, and the bundler of
// Angular warns of `isomorphic-ws`, which is no ES module.
const INLINED = /node_modules\/(fp-ts|io-ts|isomorphic-ws)\//;

// Left for whoever installs the package.
const external = Object.keys({ ...dependencies, ...peerDependencies }).filter(
  (name) => !INLINED.test(`node_modules/${name}/`),
);

const entries = [
  'index',
  'encryption/index',
  'http/index',
  'server/index',
  'sandbox/index',
  'testing/index',
  'angular/index',
  'pusher-js/index',
  'pusher-js/with-encryption/index',
  'shared/index',
  'cli/index',
];
// Files of their own, which `browser` in package.json tells apart, as that of isomorphic-ws does.
const sockets = {
  'websocket/node': 'node_modules/isomorphic-ws/node.js',
  'websocket/browser': 'node_modules/isomorphic-ws/browser.js',
};
const input = {
  ...Object.fromEntries(
    entries
      .filter((entry) => existsSync(new URL(`lib/${entry}.ts`, import.meta.url)))
      .map((entry) => [entry, `lib/${entry}.ts`]),
  ),
  ...sockets,
};

// Fields are assigned, not defined: the same here, and 100 bytes less compressed, for each is named once.
const tsconfigRaw = { compilerOptions: { useDefineForClassFields: false } };

/** Only takes the types away; who checks them is tsc. */
const typescript = {
  name: 'typescript',
  transform: (code, id) =>
    id.endsWith('.ts')
      ? transform(code, { loader: 'ts', target: 'es2022', sourcemap: true, sourcefile: id, tsconfigRaw })
      : null,
};

/** Says of classes and constants in ES5 that to make them does nothing else, so that the unused go: 1.4 kB compressed. */
const pure = {
  name: 'pure',
  transform: (code, id) =>
    INLINED.test(id)
      ? {
          code: code
            .replaceAll('/** @class */ (function', '/* @__PURE__ */ (function')
            .replace(/^((?:export )?var \w+ = )(?=new |\w+\()/gm, '$1/* @__PURE__ */ '),
          map: null,
        }
      : null,
};

/** What isomorphic-ws is in Node, as an ES module. */
const socketOfNode = {
  name: 'socket-of-node',
  transform: (code, id) => {
    if (!id.endsWith(sockets['websocket/node'])) return null;
    // A value of its own: what is only handed on would be imported past this file, and `ws` with it.
    const module = code.replace(
      "module.exports = require('ws')",
      "import ws from 'ws';\nconst platform = ws;\nexport default platform",
    );
    if (module === code) throw new Error(`${id} is not what it was`);
    return { code: module, map: null };
  },
};

/** The licences of what is taken in, which ask to be handed on. */
const notices = {
  name: 'notices',
  generateBundle() {
    const names = new Set([...this.getModuleIds()].map((id) => INLINED.exec(id)?.[1]).filter(Boolean));
    const texts = [...names].map((name) => `${name}\n\n${readFileSync(`node_modules/${name}/LICENSE`, 'utf8')}`);
    this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY-NOTICES.txt', source: texts.join('\n\n') });
  },
};

/** The command line is started, never required. */
const withoutCli = {
  name: 'without-cli',
  generateBundle(_options, bundle) {
    for (const file of Object.keys(bundle)) if (file.startsWith('cli/')) delete bundle[file];
  },
};

/** `require` of these gives the class itself, as that of pusher-js does, which some of its plugins count on; and `.default`. */
const classItself = {
  name: 'class-itself',
  renderChunk: (code, { isEntry, name }) =>
    isEntry && name.startsWith('pusher-js/')
      ? { code: `${code}\nmodule.exports = exports.default;\nmodule.exports.default = exports.default;\n`, map: null }
      : null,
};

/** All entries of one format from one graph: an error class is one class, whichever entry it comes from. */
const output = (format, extension, plugins = []) => ({
  dir: 'dist',
  format,
  plugins,
  sourcemap: true,
  exports: 'named',
  generatedCode: 'es2015',
  // What a required package exports by default is told from what it is: `tweetnacl` and `ws` export themselves.
  interop: 'auto',
  hoistTransitiveImports: false,
  entryFileNames: `[name].${extension}`,
  chunkFileNames: `chunks/[name]-[hash].${extension}`,
});

export default {
  input,
  external: (id) => id.startsWith('node:') || external.some((name) => id === name || id.startsWith(`${name}/`)),
  plugins: [nodeResolve({ extensions: ['.ts', '.js'] }), typescript, pure, socketOfNode],
  output: [output('es', 'js', [notices]), output('cjs', 'cjs', [withoutCli, classItself])],
  onwarn: (warning, warn) => {
    // Their helpers begin with `this && …`, which is meant to be undefined in a module.
    if (warning.code === 'THIS_IS_UNDEFINED' && INLINED.test(warning.id ?? '')) return;
    // Anything else is a mistake: an import that is not found would only fail at the user's.
    if (warning.code === 'UNRESOLVED_IMPORT') throw new Error(warning.message);
    warn(warning);
  },
};
