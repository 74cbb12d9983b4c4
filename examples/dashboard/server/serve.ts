import type { Observable } from 'rxjs';
import { EMPTY, ignoreElements, map, merge, mergeMap, timer } from 'rxjs';
import type { Sandbox } from 'rx-pusher/sandbox';
import type { PusherServer } from 'rx-pusher/server';
import { ENCRYPTED } from '../names.js';
import type { Command } from './page.js';

const OUTAGE = 5_000;
/** How long (ms) a command waits, so that the answer to it is out first. */
const GRACE = 50;
const HEADLINE_EVERY = 2_500;

const HEADLINES = [
  'Gold glitters, analysts confirm',
  'Copper conducts itself well',
  'Coffee up early again',
  'Wheat goes against the grain',
  'Server found in good health after five seconds away',
];

const carryOut = (sandbox: Sandbox, command: Command): Observable<never> => {
  if (command.type === 'outage') return sandbox.outage(OUTAGE);
  sandbox.close(command.code, 'asked for by the dashboard');
  return EMPTY;
};

/** Carries out what the page asks for, and publishes what it shows beside the prices. Emits nothing. */
export const serveDashboard = (
  sandbox: Sandbox,
  server: PusherServer,
  command$: Observable<Command>,
): Observable<never> =>
  merge(
    command$.pipe(mergeMap((command) => timer(GRACE).pipe(mergeMap(() => carryOut(sandbox, command))))),
    timer(0, HEADLINE_EVERY).pipe(
      map((n) => HEADLINES[n % HEADLINES.length]),
      server.publish((headline) => ({ channel: ENCRYPTED, name: 'headline', data: headline })),
    ),
  ).pipe(ignoreElements());
