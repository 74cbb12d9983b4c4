import { readdirSync, readFileSync } from 'node:fs';
import { runSpecs } from './spec-blocks.js';

const recipes = readdirSync('docs/recipes').filter((file) => file !== 'README.md');

describe('docs/recipes', () => {
  it.each(recipes.filter((file) => !file.startsWith('angular')))('%s', async (file) => {
    expect(await runSpecs(`docs/recipes/${file}`)).not.toEqual([]);
  });

  it('are all in the list', () => {
    const listed = [...readFileSync('docs/recipes/README.md', 'utf8').matchAll(/\((.*\.md)\)/g)].map(
      ([, file]) => file,
    );
    expect(listed.sort()).toEqual(recipes.sort());
  });
});
