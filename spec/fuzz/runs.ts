/** The same inputs each time; `SEED=random` or a number for others, `RUNS=20000` for more of them. */
export const runs = (usual: number): { readonly numRuns: number; readonly seed?: number } => {
  const { SEED = '1', RUNS = usual } = process.env;
  return { numRuns: Number(RUNS), ...(SEED === 'random' ? {} : { seed: Number(SEED) }) };
};
