import { throwError } from 'rxjs';

/** Does it; what it throws is reported as rxjs reports what a listener throws, and disturbs nobody. */
export const guarded = (act: () => void): void => {
  try {
    act();
  } catch (thrown) {
    throwError(() => thrown).subscribe();
  }
};
