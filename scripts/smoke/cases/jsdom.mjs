// jest with jest-environment-jsdom, as it is out of the box: CommonJS, and jsdom's choice of conditions.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node } from '../command.mjs';
import { jsdomTests } from '../consumers.mjs';
import { sandboxPort } from '../sandbox.mjs';

const FORMATS = {
  cjs: { args: [], test: 'jsdom.test.js' },
  esm: { args: ['--experimental-vm-modules'], test: 'jsdom.test.mjs' },
};

export const jsdomCases = Object.entries(FORMATS).map(([format, { args, test }]) => ({
  name: `jest-jsdom-${format}`,
  run: async () => {
    const [cwd, port] = await Promise.all([jsdomTests(), sandboxPort()]);
    const config = join(cwd, `jest.${format}.config.json`);
    writeFileSync(
      config,
      JSON.stringify({
        testEnvironment: 'jsdom',
        testMatch: [`**/${test}`],
        testEnvironmentOptions: { url: `http://127.0.0.1:${port}/` },
      }),
    );
    const { stderr } = await node([...args, 'node_modules/jest/bin/jest.js', '--config', config, '--ci'], { cwd });
    if (!/Tests: +2 passed, 2 total/.test(stderr)) throw new Error(stderr);
  },
}));
