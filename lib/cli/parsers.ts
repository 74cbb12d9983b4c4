import { InvalidArgumentError } from 'commander';
import type { AppOptions } from '../sandbox/index.js';

/** A whole number within limits. */
export const integer =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Not a whole number from ${least} to ${most}.`);
  };

/** One more app from `id:key:secret`. */
export const app = (text: string, before: readonly AppOptions[] = []): readonly AppOptions[] => {
  const [, id, key, secret] = /^([^:]+):([^:]+):(.+)$/.exec(text) ?? [];
  // The text is not repeated: it may be a secret.
  if (id === undefined || key === undefined || secret === undefined)
    throw new InvalidArgumentError('Not id:key:secret.');
  return [...before, { id, key, secret }];
};

/** One more name, for flags that can be repeated. */
export const names = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];
