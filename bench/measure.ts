// What `inProcess()` starts: calls `measure` of one bench and hands back what it gives.
const [bench = '', args = '[]'] = process.argv.slice(2);
const { measure } = (await import(`./${bench}.ts`)) as { measure: (...args: unknown[]) => unknown };
process.send?.(await measure(...(JSON.parse(args) as unknown[])), () => process.exit());

export {};
