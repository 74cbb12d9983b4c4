import { Subscription } from 'rxjs';
import type { Sandbox } from '../../lib/sandbox/index.js';
import { startSandbox } from '../../lib/sandbox/index.js';
import { FAULTS, FAULTS_OF_TLS } from './network-faults.js';
import type { Outcome } from './survive.js';
import { survive } from './survive.js';

const serving = new Subscription();
const outcomes = new Map<string, Promise<Outcome>>();

// All of them at the same time: each waits most of its own.
beforeAll(async () => {
  const sandbox = await new Promise<Sandbox>((resolve) => serving.add(startSandbox({ port: 0 }).subscribe(resolve)));
  for (const [title, fault] of Object.entries(FAULTS))
    outcomes.set(title, survive(sandbox, `plain-${outcomes.size}`, false, fault));
  for (const [title, fault] of Object.entries({ ...FAULTS, ...FAULTS_OF_TLS }))
    outcomes.set(`${title}, over TLS`, survive(sandbox, `tls-${outcomes.size}`, true, fault));
  await Promise.allSettled(outcomes.values());
}, 60_000);
afterAll(() => serving.unsubscribe());

const titles = (kept: boolean) =>
  Object.entries({ ...FAULTS, ...FAULTS_OF_TLS })
    .filter(([, { cause }]) => (cause === undefined) === kept)
    .flatMap(([title, { cause }]) =>
      [...(title in FAULTS ? [title] : []), `${title}, over TLS`].map((each) => [each, cause] as const),
    );
const ONCE = { heard: ['before', 'after'], most: 1, errors: [] };

describe('over real sockets', () => {
  it.each(titles(false))('one new connection takes the place of the old one after %s', async (title, cause) => {
    expect(await outcomes.get(title)).toEqual({
      ...ONCE,
      isNew: true,
      causes: expect.arrayContaining([expect.stringMatching(cause!)]) as unknown,
    });
  });

  it.each(titles(true))('the connection survives %s', async (title) => {
    expect(await outcomes.get(title)).toEqual({ ...ONCE, isNew: false, causes: [] });
  });
});
