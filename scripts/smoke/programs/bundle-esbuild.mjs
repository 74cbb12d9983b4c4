import { build } from 'esbuild';

const [, , page, outdir] = process.argv;
// esbuild leaves `new Worker(…)` as it is: the worker is an entry of its own.
const entryPoints = page === 'in-worker' ? ['in-worker.js', 'worker.js'] : [`${page}.js`];
await build({ entryPoints, outdir, bundle: true, format: 'esm', platform: 'browser', minify: true });
