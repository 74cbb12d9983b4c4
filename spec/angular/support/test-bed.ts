import './text-encoder.js';
// What Angular publishes is compiled the rest of the way where it runs.
import '@angular/compiler';
import { getTestBed, TestBed } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';
import {
  createEnvironmentInjector,
  EnvironmentInjector,
  ErrorHandler,
  Injector,
  runInInjectionContext,
} from '@angular/core';
import type { EnvironmentProviders, Provider } from '@angular/core';
import type { PusherFeature } from '../../../lib/angular/index.js';
import { providePusher } from '../../../lib/angular/index.js';
import type { FakePusherOptions } from '../../../lib/testing/index.js';
import { fakePusher } from '../../../lib/testing/index.js';

getTestBed().initTestEnvironment(BrowserTestingModule, platformBrowserTesting());

/** Makes time stand still but for `pass`. */
export const virtualTime = (): void => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    TestBed.resetTestingModule();
    jest.useRealTimers();
  });
};

/** Lets time (ms) pass, and Angular do what it has to do because of it. */
export const pass = async (ms = 20): Promise<void> => {
  TestBed.tick();
  await jest.advanceTimersByTimeAsync(ms);
  TestBed.tick();
};

interface Given {
  readonly options?: FakePusherOptions;
  readonly features?: readonly PusherFeature[];
  readonly providers?: readonly (Provider | EnvironmentProviders)[];
}

/** TestBed with a client that `providePusher` makes, of a server in memory; what the ErrorHandler is told is in `told`. */
export const bed = ({ options = {}, features = [], providers = [] }: Given = {}) => {
  const { server } = fakePusher({ linger: 0, ...options });
  const told: unknown[] = [];
  TestBed.configureTestingModule({
    providers: [
      providePusher('app-key', server.options, ...features),
      { provide: ErrorHandler, useValue: { handleError: (error: unknown) => told.push(error) } },
      ...providers,
    ],
  });
  const sent: string[] = [];
  server.received$.subscribe(({ event, data }) => {
    const { channel } = data as { channel?: string };
    if (event.startsWith('pusher:') && channel !== undefined) sent.push(`${event.slice('pusher:'.length)} ${channel}`);
  });
  return { server, sent, told };
};

/** An injector as that of a component, and what is made in it. */
export const made = <T>(make: () => T): { readonly value: T; readonly destroy: () => void } => {
  const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
  return { value: runInInjectionContext(injector.get(Injector), make), destroy: () => injector.destroy() };
};
