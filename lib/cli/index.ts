#!/usr/bin/env node
import { Subscription } from 'rxjs';
import { exitCodeOf, messageOf } from './failure.js';
import { parse } from './parse.js';
import { createTerminal } from './terminal.js';

/** How long (ms) a farewell to a server may take before the process goes without it. */
const FAREWELL = 1_000;

const running = new Subscription();

const failed = (error: unknown): void => {
  process.exitCode = exitCodeOf(error);
  process.stderr.write(messageOf(error));
};

/** Of a failing output the first failure is told. */
const broken = (cause: Error): void => {
  process.stdout.off('error', broken).on('error', () => undefined);
  running.unsubscribe();
  failed(new Error(`cannot write to standard output: ${cause.message}`, { cause }));
};

process.stdout.on('error', broken);
// Only what is said about results is lost.
process.stderr.on('error', () => undefined);

const command = parse(process.argv.slice(2)).subscribe({ next: createTerminal(process), error: failed });
command.add(() => setTimeout(() => process.exit(), FAREWELL).unref());
running.add(command);
