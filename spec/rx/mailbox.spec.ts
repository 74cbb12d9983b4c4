import * as fc from 'fast-check';
import { config, firstValueFrom, Subject, take, timer } from 'rxjs';
import { arriving, Mailbox, since } from '../../lib/rx/mailbox.js';
import { runs } from '../fuzz/runs.js';
import { inTime } from '../support/in-time.js';
import { listen } from '../support/listen.js';

/** What jobs throw, once the turn is over. */
const thrownIn = (play: () => void): unknown[] => {
  const thrown: unknown[] = [];
  config.onUnhandledError = (error) => thrown.push(error);
  inTime(({ pass }) => {
    play();
    expect(thrown).toEqual([]);
    pass(1);
  });
  config.onUnhandledError = null;
  return thrown;
};

type Kind = 'post' | 'postFirst' | 'enter' | 'arrive';

describe('a mailbox', () => {
  it('runs a job on the spot where nothing runs, whichever way it came', () => {
    for (const kind of ['post', 'postFirst', 'enter', 'arrive'] as const) {
      const mailbox = new Mailbox();
      let ran = 0;
      mailbox[kind](() => (ran += 1));
      expect([kind, ran, mailbox.busy]).toEqual([kind, 1, false]);
    }
  });

  it('runs what is entered as a part of the job, then who arrives, then the urgent, then the others as they came', () => {
    const mailbox = new Mailbox();
    const log: string[] = [];
    const note = (line: string) => () => void log.push(line);
    mailbox.post(() => {
      mailbox.post(note('post 1'));
      mailbox.postFirst(note('first 1'));
      mailbox.arrive(note('arrive 1'));
      mailbox.post(note('post 2'));
      mailbox.postFirst(note('first 2'));
      mailbox.arrive(note('arrive 2'));
      mailbox.enter(note('enter'));
      expect(mailbox.busy).toBe(true);
      log.push('end');
    });
    expect(log).toEqual(['enter', 'end', 'arrive 1', 'arrive 2', 'first 1', 'first 2', 'post 1', 'post 2']);
  });

  it('lets in whoever arrives in a job before the next one, however many wait', () => {
    const mailbox = new Mailbox();
    const log: string[] = [];
    mailbox.post(() => {
      for (const n of [1, 2, 3]) {
        mailbox.post(() => {
          log.push(`job ${n}`);
          mailbox.arrive(() => log.push(`arrived in ${n}`));
          if (n === 1) mailbox.postFirst(() => log.push('urgent'));
        });
      }
    });
    expect(log).toEqual(['job 1', 'arrived in 1', 'urgent', 'job 2', 'arrived in 2', 'job 3', 'arrived in 3']);
  });

  it('takes none of the others with a job that throws, whoever was to be let in, and the caller neither', () => {
    const log: string[] = [];
    const thrown = thrownIn(() => {
      const mailbox = new Mailbox();
      const fail = (what: string) => () => {
        log.push(what);
        throw new Error(what);
      };
      mailbox.post(() => {
        mailbox.post(fail('b'));
        mailbox.post(() => log.push('c'));
        mailbox.postFirst(fail('first'));
        mailbox.arrive(() => log.push('arrived'));
        fail('a')();
      });
      expect(mailbox.busy).toBe(false);
      mailbox.post(fail('alone'));
      mailbox.post(() => log.push('later'));
    });
    expect(log).toEqual(['a', 'arrived', 'first', 'b', 'c', 'alone', 'later']);
    expect(thrown.map((error) => (error as Error).message)).toEqual(['a', 'first', 'b', 'alone']);
  });

  it('runs 100,000 jobs that post one another, and 10,000 that throw, without growing the stack', async () => {
    const mailbox = new Mailbox();
    let ran = 0;
    const next = () => {
      ran += 1;
      if (ran < 100_000) mailbox.post(next);
    };
    mailbox.post(next);
    expect(ran).toBe(100_000);

    let thrown = 0;
    config.onUnhandledError = () => (thrown += 1);
    mailbox.post(() => {
      for (let i = 0; i < 10_000; i += 1) {
        mailbox.post(() => {
          throw new Error('mine');
        });
      }
      mailbox.post(() => (ran += 1));
    });
    expect(ran).toBe(100_001);
    await firstValueFrom(timer(1));
    config.onUnhandledError = null;
    expect(thrown).toBe(10_000);
  });

  it('loses no job, does none twice, and never begins one inside another, whatever is posted in which way', () => {
    interface Job {
      readonly kind: Kind;
      readonly throws: boolean;
      readonly inner: readonly Job[];
    }
    const job = (depth: number): fc.Arbitrary<Job> =>
      fc.record({
        kind: fc.constantFrom<Kind>('post', 'postFirst', 'enter', 'arrive'),
        throws: fc.boolean(),
        inner: depth === 0 ? fc.constant([]) : fc.array(job(depth - 1), { maxLength: 3 }),
      });
    fc.assert(
      fc.property(fc.array(job(3), { maxLength: 4 }), (jobs) => {
        let posted = 0;
        let running = 0;
        const ran: number[] = [];
        const thrown = thrownIn(() => {
          const mailbox = new Mailbox();
          const give = ({ kind, throws, inner }: Job) => {
            const number = (posted += 1);
            mailbox[kind](() => {
              ran.push(number);
              if (kind === 'post' || kind === 'postFirst') expect((running += 1)).toBe(1);
              inner.forEach(give);
              if (kind === 'enter' || kind === 'arrive') return;
              running -= 1;
              if (throws) throw new Error('mine');
            });
          };
          // From the outside, one after another: those that arrive there have no job to wait for.
          jobs.filter(({ kind }) => kind !== 'arrive').forEach(give);
        });
        expect([...ran].sort((a, b) => a - b)).toEqual(Array.from({ length: posted }, (_, i) => i + 1));
        expect(thrown.every((error) => (error as Error).message === 'mine')).toBe(true);
      }),
      runs(200),
    );
  });
});

describe('who is told', () => {
  const setUp = () => {
    const mailbox = new Mailbox();
    const changes = new Subject<number>();
    const list = new Set<{ next: (value: number) => void }>();
    changes.subscribe((value) => [...list].forEach((one) => one.next(value)));
    const changes$ = arriving<number>(
      mailbox,
      (subscriber) => list.add(subscriber),
      (subscriber) => list.delete(subscriber),
    );
    return { mailbox, changes, list, changes$ };
  };

  it('in a job hears from the next one on', () => {
    const { mailbox, changes, changes$ } = setUp();
    let heard: readonly number[] = [];
    mailbox.post(() => {
      heard = listen(changes$).values;
      mailbox.post(() => changes.next(2));
      changes.next(1);
    });
    expect(heard).toEqual([2]);
  });

  it('and leaves before being let in is never on the list, nor taken off it', () => {
    const { mailbox, list, changes$ } = setUp();
    const removed = jest.spyOn(list, 'delete');
    mailbox.post(() => listen(changes$).leave());
    expect(list.size).toBe(0);
    expect(removed).not.toHaveBeenCalled();
    listen(changes$).leave();
    expect(removed).toHaveBeenCalledTimes(1);
  });

  it('the present hears every change after it: also one made while told of the present', () => {
    const { mailbox, changes, list, changes$ } = setUp();
    let present = 0;
    const become = (value: number) => mailbox.post(() => changes.next((present = value)));
    const present$ = since(mailbox, () => present, changes$);
    const heard = listen(present$, (value) => {
      if (value < 3) become(value + 1);
    });
    expect(heard.values).toEqual([0, 1, 2, 3]);
    const once = listen(present$.pipe(take(1)), () => become(4));
    expect([once.values, heard.values, list.size]).toEqual([[3], [0, 1, 2, 3, 4], 1]);
  });
});
