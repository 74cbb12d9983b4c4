import { concat, filter, map, Subscription } from 'rxjs';
import type { Observable } from 'rxjs';
import { after, now } from '../../rx/clock.js';
import type { SocketOpener } from '../driver.js';
import { hold } from './locks.js';
import { stopping$ } from './page.js';
import type { Reign } from './reign.js';
import { reign } from './reign.js';

// Times in ms.
/** How long a tab leads on when no tab has a line: longer than any pause before a reconnect, which all take together. */
const IDLE = 35_000;
/** How long a new leader waits for tabs to come back and tell what is claimed. */
const HANDOVER = 2_000;

/** The place of the one tab that leads. */
export interface Throne {
  /** Whoever leads here, in this tab. */
  readonly leader: () => string | undefined;
  /** Stands for leader: in the queue, or over the head of one that is silent. */
  readonly stand: (steal: boolean) => void;
  /** Leaves the queue. */
  readonly withdraw: () => void;
  /** Leaves the queue, or leads no more. */
  readonly abdicate: () => void;
}

export interface ThroneOptions {
  readonly open: SocketOpener;
  readonly random: () => number;
  /** This tab leads now. */
  readonly crowned: (leader: string) => void;
  /** It does no more. */
  readonly vacated: () => void;
  /** The platform's locks don't work here. */
  readonly failed: () => void;
}

/** Emits when this tab is to lead: whether it takes over from another. Unsubscribing gives it up. */
const candidacy = (name: string, steal: boolean): Observable<boolean> => {
  if (steal) return hold(name, 'steal').pipe(map(() => true));
  const free$ = hold(name, 'if free').pipe(
    filter(Boolean),
    map(() => false),
  );
  return concat(free$, hold(name).pipe(map(() => true)));
};

export const createThrone = (name: string, { open, random, crowned, vacated, failed }: ThroneOptions): Throne => {
  let standing = Subscription.EMPTY;
  let idle = Subscription.EMPTY;
  let own: Reign | undefined;

  const abdicate = (): void => {
    const former = own;
    own = undefined;
    idle.unsubscribe();
    standing.unsubscribe();
    former?.stop();
    if (former !== undefined) vacated();
  };

  const rule = (takenOver: boolean): void => {
    const lines = (count: number): void => {
      idle.unsubscribe();
      if (count === 0) idle = after(IDLE).subscribe(abdicate);
    };
    own = reign(name, { open, random, lines, claimsFrom: takenOver ? now() + HANDOVER : -Infinity });
    lines(0);
    standing.add(stopping$.subscribe(abdicate));
    crowned(own.leader);
  };

  const lost = (error: unknown): void => {
    // Another tab found this one silent, and leads now; any other error says that there are no locks.
    if (own !== undefined) abdicate();
    else if ((error as Error | undefined)?.name !== 'AbortError') failed();
  };

  return {
    leader: () => own?.leader,
    stand: (steal) => {
      if (own !== undefined) return;
      standing.unsubscribe();
      standing = new Subscription();
      standing.add(candidacy(name, steal).subscribe({ next: rule, error: lost }));
    },
    withdraw: () => {
      if (own === undefined) standing.unsubscribe();
    },
    abdicate,
  };
};
