/** Looks a name up among names and prefixes (`private-a-*`): the name itself first, then the longest prefix. */
export const byPattern = <T>(
  entries: readonly (readonly [pattern: string, value: T])[],
): ((name: string) => T | undefined) => {
  const names = new Map(entries);
  const prefixes = entries
    .filter(([pattern]) => pattern.endsWith('*'))
    .map(([pattern, value]) => [pattern.slice(0, -1), value] as const)
    .sort(([a], [b]) => b.length - a.length);
  return (name) => names.get(name) ?? prefixes.find(([prefix]) => name.startsWith(prefix))?.[1];
};
