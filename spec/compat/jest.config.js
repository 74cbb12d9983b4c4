import root from '../../jest.config.js';

/** @type {import('jest').Config} */
export default {
  ...root,
  rootDir: '../..',
  roots: ['<rootDir>/spec/compat'],
  testPathIgnorePatterns: ['/node_modules/'],
  moduleNameMapper: {
    ...root.moduleNameMapper,
    // What a bundler's alias does.
    '^pusher-js$': '<rootDir>/dist/pusher-js/with-encryption/index.cjs',
    '^rx-pusher$': '<rootDir>/dist/index.cjs',
    '^rx-pusher/(.*)$': '<rootDir>/dist/$1/index.cjs',
  },
  testMatch: ['**/*.spec.mjs'],
  // React says of its own renderer for tests that it is deprecated.
  silent: true,
  maxWorkers: 1,
  testTimeout: 20_000,
};
