export const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Waits until there is nothing wrong, so many ms at most; what is wrong then. */
export const waitUntil = async (wrong: () => readonly string[], most: number): Promise<readonly string[]> => {
  const end = Date.now() + most;
  for (let list = wrong(); ; list = wrong()) {
    if (list.length === 0 || Date.now() > end) return list;
    await wait(50);
  }
};

const count = (types: readonly string[], type: string): number => types.filter((one) => one === type).length;

/** Sockets, servers and timers that keep the process alive, and did not before. */
export const resourcesLeft = (before: readonly string[]): readonly string[] => {
  const now = process.getActiveResourcesInfo();
  return [...new Set(now)]
    .filter((type) => count(now, type) > count(before, type))
    .map((type) => `${count(now, type) - count(before, type)} of ${type}`);
};
