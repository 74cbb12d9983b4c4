import { firstValueFrom, ReplaySubject } from 'rxjs';
import type { Sandbox } from '../../lib/sandbox/index.js';
import { startSandbox } from '../../lib/sandbox/index.js';
import { killChildren, start } from '../support/child.js';

describe('a process that uses the built package', () => {
  afterEach(killChildren);

  test('ends by itself after the last unsubscribe, while the server goes on', async () => {
    const sandbox$ = new ReplaySubject<Sandbox>(1);
    const running = startSandbox({ port: 0 }).subscribe(sandbox$);
    const { port, publish, snapshot } = await firstValueFrom(sandbox$);
    const child = start(['spec/package/fixtures/one-event.mjs', String(port)]);
    await child.says(/^subscribed/m);
    publish({ channel: 'prices', event: 'tick', data: 42 });
    await child.says(/heard 42/);
    const heard = Date.now();
    const { code, stderr } = await child.ended();
    const connections = snapshot().connections.length;
    running.unsubscribe();

    expect({ code, stderr, connections }).toEqual({ code: 0, stderr: '', connections: 0 });
    // `linger` and a farewell; far less than any time-out of the connection.
    expect(Date.now() - heard).toBeLessThan(5_000);
  });
});
