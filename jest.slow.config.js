import config from './jest.config.js';

// Processes, browsers and compilers: what takes seconds each, and is no part of `npm test`.
/** @type {import('jest').Config} */
export default {
  ...config,
  testMatch: ['**/*.slow.spec.ts'],
  testPathIgnorePatterns: config.testPathIgnorePatterns.filter((pattern) => !pattern.includes('slow')),
};
