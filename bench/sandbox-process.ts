import { startSandbox } from 'rx-pusher/sandbox';

// A sandbox in a process of its own, so that it does not share a thread with what is measured. Ends with its parent.
process.on('disconnect', () => process.exit());
startSandbox({ port: 0 }).subscribe(({ port }) => process.send?.(port));
