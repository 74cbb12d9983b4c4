import { concat, filter, map, Observable, Subscription, timer } from 'rxjs';
import { after, now } from '../../rx/clock.js';
import { domEvents } from '../../rx/dom-events.js';
import type { DomTarget } from '../../rx/dom-events.js';
import type { SocketOpener } from '../driver.js';
import type { ToTab } from '../message.js';
import type { OpenPort } from '../port.js';
import type { Line } from './line.js';
import { openLine } from './line.js';
import { hold } from './locks.js';
import type { Call, Reign } from './reign.js';
import { reign } from './reign.js';

// Times in ms.
/** How long a tab leads on when no tab has a line: longer than any pause before a reconnect, which all take together. */
const IDLE = 35_000;
/** How often a tab asks the leader whether it is alive, and how late its own clock may be for the answer to count. */
const PROBE_EVERY = 5_000;
const LATE = 2_000;
/** How long a new leader waits for tabs to come back and tell what is claimed. */
const HANDOVER = 2_000;

const AGAIN: ToTab = { type: 'closed', code: 4200, reason: 'another tab leads' };

/** What the leading of one name needs. */
export interface LeadOptions {
  readonly open: SocketOpener;
  readonly random: () => number;
  /** The platform's locks don't work here. */
  readonly failed: () => void;
}

/** Emits when this page is about to stop: it may not be heard of for long. */
const stopping$ = new Observable<Event>((subscriber) => {
  const page = globalThis as unknown as DomTarget & { readonly document?: DomTarget };
  subscriber.add(domEvents(page, 'pagehide').subscribe(subscriber));
  if (page.document !== undefined) subscriber.add(domEvents(page.document, 'freeze').subscribe(subscriber));
});

/** Whether the leading was taken over from another tab; then unsubscribing gives it up. */
const candidacy = (name: string, steal: boolean): Observable<boolean> =>
  steal
    ? hold(name, 'steal').pipe(map(() => true))
    : concat(
        hold(name, 'if free').pipe(
          filter(Boolean),
          map(() => false),
        ),
        hold(name).pipe(map(() => true)),
      );

/** Lines to the tab that leads, for all that share a name. This tab stands for leader as long as it has a line. */
export const leading = (name: string, { open, random, failed }: LeadOptions): OpenPort => {
  const lines = new Set<Line>();
  let hall: BroadcastChannel | undefined;
  let standing = Subscription.EMPTY;
  let probing = Subscription.EMPTY;
  let idle = Subscription.EMPTY;
  let own: Reign | undefined;

  const say = (call: Call): void => hall?.postMessage(call);

  const abdicate = (): void => {
    const former = own;
    own = undefined;
    idle.unsubscribe();
    standing.unsubscribe();
    former?.stop();
    if (lines.size > 0) stand(false);
  };

  const rule = (takenOver: boolean): void => {
    const count = (size: number): void => {
      idle.unsubscribe();
      if (size === 0) idle = after(IDLE).subscribe(abdicate);
    };
    own = reign(name, { open, random, lines: count, claimsFrom: takenOver ? now() + HANDOVER : 0 });
    count(0);
    standing.add(stopping$.subscribe(abdicate));
    announced(own.leader);
  };

  const stand = (steal: boolean): void => {
    standing.unsubscribe();
    standing = new Subscription();
    standing.add(
      candidacy(name, steal).subscribe({
        next: rule,
        // Another tab found this one silent, and leads now; any other error says that there are no locks.
        error: (error: unknown) => {
          if (own !== undefined) abdicate();
          else if ((error as Error | undefined)?.name !== 'AbortError') fail();
        },
      }),
    );
  };

  const fail = (): void => {
    failed();
    for (const line of [...lines]) line.cut({ type: 'closed', code: 1006, reason: 'tabs cannot share here' });
  };

  /** Another tab leads: whoever has a line to the former one comes again, whoever has none calls. */
  const announced = (leader: string): void => {
    for (const line of [...lines]) {
      const its = line.leader();
      if (its === undefined) line.call();
      else if (its !== leader) line.cut(AGAIN);
    }
  };

  /** Takes the lead from a tab that answers nothing, though this one has run all the time. */
  const probe = (): Observable<unknown> => {
    let asked: number | undefined;
    let last = now();
    return timer(PROBE_EVERY, PROBE_EVERY).pipe(
      map(() => {
        const time = now();
        const onTime = time - last < PROBE_EVERY + LATE;
        last = time;
        const silent = [...lines].filter((line) => line.leader() !== undefined && line.leader() !== own?.leader);
        if (onTime && asked !== undefined && silent.some((line) => line.heardAt() < (asked ?? 0))) stand(true);
        asked = silent.length > 0 ? time : undefined;
        for (const line of silent) line.post({ type: 'probe' });
      }),
    );
  };

  const enter = (): void => {
    hall = new BroadcastChannel(name);
    hall.onmessage = ({ data }: MessageEvent<Call>) => {
      if ('leads' in data) announced(data.leads);
    };
    probing = probe().subscribe();
    if (own === undefined) stand(false);
  };

  const exit = (): void => {
    hall?.close();
    probing.unsubscribe();
    if (own === undefined) standing.unsubscribe();
  };

  return (receive) => {
    if (lines.size === 0) enter();
    const line = openLine(
      name,
      receive,
      (hello) => say({ hello }),
      (ended, error) => {
        if (error !== undefined) return fail();
        if (lines.delete(ended) && lines.size === 0) exit();
      },
    );
    lines.add(line);
    return line;
  };
};

/** Whether the platform has what it takes. Some servers' platforms do too, but what runs there is no tab. */
export const canLead = (locks: boolean): boolean => {
  const { BroadcastChannel: Channel, location } = globalThis as Readonly<Record<string, unknown>>;
  return locks && typeof Channel === 'function' && location !== undefined;
};
