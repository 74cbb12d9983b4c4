import { join } from 'node:path';
import { promisify } from 'node:util';
import webpack from 'webpack';

const [, , page, out] = process.argv;
const stats = await promisify(webpack)({
  mode: 'production',
  context: import.meta.dirname,
  entry: { [page]: `./${page}.js` },
  output: { path: join(import.meta.dirname, out), publicPath: 'auto' },
  performance: { hints: false },
});
if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString('errors-warnings'));
