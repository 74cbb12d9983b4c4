import { docBlocks } from '../support/doc-blocks.js';
import { runSpecs } from './spec-blocks.js';

it('docs/testing.md', async () => {
  expect(await runSpecs('docs/testing.md')).toHaveLength(docBlocks('docs/testing.md').length);
});
