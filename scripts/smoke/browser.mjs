// One Chromium for all cases.
import { chromium } from 'playwright-core';
import { tsImport } from 'tsx/esm/api';
import { once } from './once.mjs';

// The same that the specs use.
const { executablePath, FLAGS } = await tsImport('../../spec/support/chromium.ts', import.meta.url);

export const hasBrowser = executablePath !== undefined;

let launched;
const browser = once(() => (launched = chromium.launch({ executablePath, args: FLAGS, timeout: 30_000 })));

export const closeBrowser = async () => (await launched)?.close();

/** Opens a page, and waits until its title says that it heard the event; fails with whatever went wrong in it instead. */
export const hearIn = async (url) => {
  const page = await (await browser()).newPage();
  const wrong = [];
  page.on('pageerror', ({ stack, message }) => wrong.push(stack ?? message));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  page.on('requestfailed', (request) => wrong.push(`${request.url()} failed`));
  try {
    await page.goto(url);
    await page.waitForFunction(() => document.title === 'heard 42', undefined, { timeout: 10_000 });
    if (wrong.length > 0) throw new Error('the event was heard, but not all went well');
  } catch (error) {
    throw new Error(`${url}: ${error.message}\n${wrong.join('\n')}`);
  } finally {
    await page.close();
  }
};
