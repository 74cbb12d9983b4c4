import { act } from 'react-test-renderer';
import { pause, until } from './world.mjs';

globalThis.IS_REACT_ACT_ENVIRONMENT = true;

/** Waits, rendering what has changed meanwhile. */
export const shows = (ask, what) =>
  until(async () => {
    await act(() => pause(10));
    return ask();
  }, what);
