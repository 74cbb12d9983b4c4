import config from './jest.config.js';

// What depends on how fast a network of proxies and a browser are: `npm run check:all` runs it, not every change.
/** @type {import('jest').Config} */
export default { ...config, testMatch: ['**/*.long.spec.ts'], testPathIgnorePatterns: ['/node_modules/'] };
