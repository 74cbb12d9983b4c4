/** The strings in an object, however deep. */
const leaves = (value) => (typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(leaves));

/** Every file that package.json names. */
export const targetsOf = ({ exports, typesVersions, bin, main, module, types, browser }) =>
  leaves([exports, typesVersions, bin, main, module, types, browser]).map((path) => path.replace(/^\.\//, ''));

/** Whatever package.json leads to is there, and each condition of an entry leads to its own format and types. */
export const checkTargets = ({ manifest, files }) => {
  const targets = targetsOf(manifest);
  const missing = targets
    .filter((path) => !files.includes(path))
    .map((path) => `package.json leads to ${path}: not there`);
  const wrong = Object.entries(manifest.exports).flatMap(([entry, conditions]) => {
    if (typeof conditions === 'string') return [];
    const expected = { import: ['types .d.ts', 'default .js'], require: ['types .d.cts', 'default .cjs'] };
    const found = Object.fromEntries(
      Object.entries(conditions).map(([condition, target]) => [
        condition,
        Object.entries(target).map(([key, path]) => `${key} ${/(\.d)?\.c?[jt]s$/.exec(path)?.[0]}`),
      ]),
    );
    // In this order: TypeScript and Node take the first that applies.
    return JSON.stringify(found) === JSON.stringify(expected) ? [] : [`${entry} has ${JSON.stringify(found)}`];
  });
  return { wrong: [...missing, ...wrong], said: `${new Set(targets).size} files named by package.json` };
};
