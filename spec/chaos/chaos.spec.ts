import { chaos } from './chaos.js';

// Longer runs, and others: npm run chaos -- --seed N --for SECONDS.
const SEED = 7;

it(`whatever happens to the network, everything is right in the end (seed ${SEED})`, async () => {
  const { violations, faults, heard } = await chaos({ seed: SEED, time: 4_500, clients: 4, channels: 8 });
  expect({ violations, faults }).toEqual({ violations: [], faults });
  expect(faults.length).toBeGreaterThan(1);
  expect(heard).toBeGreaterThan(100);
}, 30_000);
