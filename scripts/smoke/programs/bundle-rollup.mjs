import commonjs from '@rollup/plugin-commonjs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { transform } from 'esbuild';
import { rollup } from 'rollup';

const [, , page, dir] = process.argv;
// Rollup leaves `new Worker(…)` as it is: the worker is an entry of its own.
const input = page === 'in-worker' ? ['in-worker.js', 'worker.js'] : [`${page}.js`];
const plugins = [
  nodeResolve({ browser: true }),
  commonjs(),
  { name: 'minify', renderChunk: (code) => transform(code, { minify: true }) },
];
const onwarn = ({ message, code }) => {
  if (code !== 'THIS_IS_UNDEFINED') throw new Error(message);
};
await (await rollup({ input, plugins, onwarn })).write({ dir, format: 'es' });
