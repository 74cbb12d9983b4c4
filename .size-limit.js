// What an app in a browser gets, as `npm run bench -- size` measures it, less the 32 bytes that size-limit takes off for the
// bundle of an empty file. The limits are ratchets: lower them with every byte won.
const bundle = (name, limit, contents, external = []) => ({
  name,
  limit,
  path: 'dist/index.js',
  gzip: true,
  modifyEsbuildConfig: ({ entryPoints: _, ...config }) => ({
    ...config,
    stdin: { contents, resolveDir: import.meta.dirname },
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external,
  }),
});

const CREATE = "export { createPusher } from 'rx-pusher';";
const ENCRYPTION = "export { encryption } from 'rx-pusher/encryption';";

export default [
  bundle('(a) createPusher with all it needs', '28.7 kB', CREATE),
  bundle('(b) the same where the app has rxjs', '19.1 kB', CREATE, ['rxjs']),
  bundle('(c) = (a) and encryption', '40.8 kB', CREATE + ENCRYPTION),
];
