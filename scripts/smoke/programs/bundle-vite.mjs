import { build } from 'vite';

const [, , page, outDir] = process.argv;
await build({
  logLevel: 'warn',
  base: './',
  build: { outDir, rollupOptions: { input: `${page}.js`, output: { entryFileNames: '[name].js' } } },
  worker: { format: 'es' },
});
