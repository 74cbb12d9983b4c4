// Every entry that a browser may load, bundled and run where there is nothing but the language.
import { node } from '../command.mjs';
import { page } from '../consumers.mjs';
import { heard } from '../heard.mjs';
import { sandboxPort } from '../sandbox.mjs';

export const bareCases = [
  {
    name: 'bare-context',
    run: async () => {
      const [cwd, port] = await Promise.all([page(), sandboxPort()]);
      heard(await node(['bare.mjs', port], { cwd, within: 20_000 }));
    },
  },
];
