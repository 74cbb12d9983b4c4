import { Observable } from 'rxjs';
import type { Subscriber } from 'rxjs';
import { guarded } from './guarded.js';

type Job = () => void;

/** Runs jobs one after another, each to its end: one that is posted while another runs waits for its turn. */
export class Mailbox {
  private running = false;
  private urgent: Job[] = [];
  private jobs: Job[] = [];
  private next = 0;
  private arrivals: Job[] = [];

  get busy(): boolean {
    return this.running;
  }

  /** Whether something has its turn when the job of the moment has ended. */
  get waiting(): boolean {
    return this.urgent.length + this.arrivals.length > 0 || this.next < this.jobs.length;
  }

  /** Runs a job now, or when all that were posted before it have run. */
  post(job: Job): void {
    if (this.running) this.jobs.push(job);
    else this.run(job);
  }

  /** Runs a job now, or when the one of the moment has ended, before all that wait. */
  postFirst(job: Job): void {
    if (this.running) this.urgent.push(job);
    else this.run(job);
  }

  /** Runs a job now, as a part of the one that is running if there is one; what it posts waits until that has ended. */
  enter(job: Job): void {
    if (this.running) job();
    else this.run(job);
  }

  /** Runs `join` now, or when the job of the moment has ended and before the next: who arrives meanwhile has no part in it. */
  arrive(join: Job): void {
    if (this.running) this.arrivals.push(join);
    else join();
  }

  private run(first: Job): void {
    this.running = true;
    for (let job: Job | undefined = first; job !== undefined; job = this.take()) {
      guarded(job);
      this.admit();
    }
    this.running = false;
  }

  private take(): Job | undefined {
    const urgent = this.urgent.shift();
    if (urgent !== undefined) return urgent;
    const job = this.jobs[this.next];
    this.next += 1;
    if (job === undefined) {
      if (this.jobs.length > 0) this.jobs = [];
      this.next = 0;
    }
    return job;
  }

  private admit(): void {
    if (this.arrivals.length === 0) return;
    // Also those who arrive while another is let in.
    for (const join of this.arrivals) guarded(join);
    this.arrivals = [];
  }
}

/** What a list of listeners is told, from the job on that follows the one of the moment. */
export const arriving = <T>(
  mailbox: Mailbox,
  join: (subscriber: Subscriber<T>) => void,
  leave: (subscriber: Subscriber<T>) => void,
): Observable<T> =>
  new Observable((subscriber) => {
    let joined = false;
    mailbox.arrive(() => {
      if (subscriber.closed) return;
      joined = true;
      join(subscriber);
    });
    return () => {
      if (joined) leave(subscriber);
    };
  });

/** The present value, and then the changes: nothing happens in between. */
export const since = <T>(mailbox: Mailbox, present: () => T, changes$: Observable<T>): Observable<T> =>
  new Observable((subscriber) => {
    mailbox.enter(() => {
      subscriber.next(present());
      changes$.subscribe(subscriber);
    });
  });
