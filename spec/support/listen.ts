import type { Observable } from 'rxjs';

/** What a subscriber heard. */
export interface Heard<T> {
  readonly values: T[];
  error: unknown;
  completed: boolean;
  readonly leave: () => void;
}

/** Subscribes and writes down what comes. */
export const listen = <T>(stream$: Observable<T>, also?: (value: T) => void): Heard<T> => {
  const heard: Heard<T> = { values: [], error: undefined, completed: false, leave: () => subscription.unsubscribe() };
  const subscription = stream$.subscribe({
    next: (value) => {
      heard.values.push(value);
      also?.(value);
    },
    error: (error: unknown) => (heard.error = error),
    complete: () => (heard.completed = true),
  });
  return heard;
};
