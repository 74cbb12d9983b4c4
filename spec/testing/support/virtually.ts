import type { RunHelpers } from 'rxjs/testing';
import { TestScheduler } from 'rxjs/testing';
import { assertMarbles } from '../../../lib/testing/index.js';

/** Runs a spec in virtual time. */
export const virtually = (spec: (helpers: RunHelpers) => void): void => {
  new TestScheduler(assertMarbles).run(spec);
};
