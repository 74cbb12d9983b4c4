/** The keys a tab has seen claimed, the oldest first. */
export interface KnownClaims {
  readonly has: (key: string) => boolean;
  readonly add: (key: string) => void;
  readonly list: () => readonly string[];
}

const MOST = 1_000;

export const createKnownClaims = (): KnownClaims => {
  const keys = new Set<string>();
  return {
    has: (key) => keys.has(key),
    add(key) {
      keys.delete(key);
      keys.add(key);
      const [oldest] = keys;
      if (keys.size > MOST && oldest !== undefined) keys.delete(oldest);
    },
    list: () => [...keys],
  };
};
