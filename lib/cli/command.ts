import type { Command } from 'commander';
import type { Observable } from 'rxjs';
import type { Line } from './line.js';

/** Adds a command to the program; it hands what it does to `run`, to be subscribed to once. */
export type AddCommand = (program: Command, run: (task: Observable<Line>) => void) => void;
