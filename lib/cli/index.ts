#!/usr/bin/env node
import { exitCodeOf, messageOf } from './failure.js';
import { parse } from './parse.js';
import { createTerminal } from './terminal.js';

/** How long (ms) a farewell to a server may take before the process goes without it. */
const FAREWELL = 1_000;

// Whoever reads the lines may stop doing so, as `head` does.
process.stdout.on('error', () => process.exit());

parse(process.argv.slice(2))
  .subscribe({
    next: createTerminal(process),
    error: (error: unknown) => {
      process.exitCode = exitCodeOf(error);
      process.stderr.write(messageOf(error));
    },
  })
  .add(() => setTimeout(() => process.exit(), FAREWELL).unref());
