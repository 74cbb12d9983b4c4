import root from '../../jest.config.js';

/** @type {import('jest').Config} */
export default {
  ...root,
  rootDir: '../..',
  roots: ['<rootDir>/spec/interop'],
  testPathIgnorePatterns: ['/node_modules/'],
  // Each spec starts a server of its own, which takes seconds on a busy machine.
  maxWorkers: 1,
  testTimeout: 60_000,
};
