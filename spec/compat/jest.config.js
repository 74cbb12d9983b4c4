import root from '../../jest.config.js';

// The same on pusher-js itself, to compare with.
const isStock = process.env['COMPAT_ON'] === 'pusher-js';

/** @type {import('jest').Config} */
export default {
  ...root,
  rootDir: '../..',
  roots: ['<rootDir>/spec/compat'],
  testPathIgnorePatterns: ['/node_modules/'],
  moduleNameMapper: {
    ...root.moduleNameMapper,
    // What a bundler's alias does.
    '^pusher-js$': isStock
      ? '<rootDir>/node_modules/pusher-js/dist/node/pusher.js'
      : '<rootDir>/dist/pusher-js/with-encryption/index.cjs',
    '^rx-pusher$': '<rootDir>/dist/index.cjs',
    '^rx-pusher/(.*)$': '<rootDir>/dist/$1/index.cjs',
  },
  testMatch: ['**/*.spec.mjs'],
  // React says of its own renderer for tests that it is deprecated.
  silent: true,
  maxWorkers: 1,
  testTimeout: 20_000,
};
