/** Looks a name up among names and prefixes (`private-a-*`): the name itself first, then the longest prefix. */
export const byPattern = <T>(
  entries: readonly (readonly [pattern: string, value: T])[],
): ((name: string) => T | undefined) => {
  const longestFirst = [...entries].sort(([a], [b]) => b.length - a.length);
  return (name) =>
    (entries.find(([pattern]) => pattern === name) ??
      longestFirst.find(([pattern]) => pattern.endsWith('*') && name.startsWith(pattern.slice(0, -1))))?.[1];
};
