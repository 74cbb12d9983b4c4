#!/usr/bin/env node
import { fromEvent, merge, take, takeUntil } from 'rxjs';
import { exitCodeOf, messageOf } from './failure.js';
import { parse } from './parse.js';

/** How long (ms) a farewell to a server may take before the process goes without it. */
const FAREWELL = 1_000;

const interrupted$ = merge(fromEvent(process, 'SIGINT'), fromEvent(process, 'SIGTERM')).pipe(take(1));

// Whoever reads the lines may stop doing so, as `head` does.
process.stdout.on('error', () => process.exit());

parse(process.argv.slice(2))
  .pipe(takeUntil(interrupted$))
  .subscribe({
    next: ({ to, text }) => process[to].write(`${text}\n`),
    error: (error: unknown) => {
      process.exitCode = exitCodeOf(error);
      process.stderr.write(messageOf(error));
    },
  })
  .add(() => setTimeout(() => process.exit(), FAREWELL).unref());
