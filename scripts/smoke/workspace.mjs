// The one temporary folder of a run, in which everything else is.
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

export const WORKSPACE = mkdtempSync(join(realpathSync(tmpdir()), 'rx-pusher-smoke-'));

/** A new folder in it. */
export const folder = (name) => {
  const path = join(WORKSPACE, name);
  mkdirSync(path, { recursive: true });
  return path;
};

export const removeWorkspace = () => rmSync(WORKSPACE, { recursive: true, force: true, maxRetries: 5 });
