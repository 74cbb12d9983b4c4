import { throwError } from 'rxjs';

/** Calls `act`. What it throws goes where rxjs reports what a `next` handler throws, and not to the caller. */
export const guarded = (act: () => void): void => {
  try {
    act();
  } catch (thrown) {
    throwError(() => thrown).subscribe();
  }
};
