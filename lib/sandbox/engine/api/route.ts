import type { App } from '../state.js';
import type { Answer } from './answer.js';

/** A request to the HTTP API that is signed and has a route. */
export interface Call {
  readonly app: App;
  readonly query: URLSearchParams;
  /** The part of the path that names a channel or a user. */
  readonly segment: string;
  readonly body: string;
}

export interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly answer: (call: Call) => Answer;
}
