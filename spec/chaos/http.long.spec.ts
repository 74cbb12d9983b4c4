import { chaos } from './chaos.js';

// Longer runs, and others: npm run chaos -- --transport NAME.
const SEED = 7;

it.each(['xhr_streaming', 'xhr_polling', 'all'] as const)(
  `whatever happens to the network, everything is right in the end over %s (seed ${SEED})`,
  async (transport) => {
    const { violations, faults, heard } = await chaos({ seed: SEED, time: 4_500, clients: 4, channels: 8, transport });
    expect({ violations, faults }).toEqual({ violations: [], faults });
    expect(heard).toBeGreaterThan(100);
  },
  60_000,
);
