import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import type { Child } from '../support/child.js';
import { killChildren, ROOT, start } from '../support/child.js';
import { executablePath, FLAGS } from '../support/chromium.js';

const skipped = executablePath === undefined ? ' (skipped: no chromium found)' : '';
const inBrowser = executablePath === undefined ? describe.skip : describe;

/** What the browser itself writes when a server is away. */
const REFUSED = /^WebSocket connection to 'ws:.*' failed: /;

inBrowser(`The dashboard in a real browser${skipped}`, () => {
  let feed: Child;
  let url: string;
  let browser: Browser;
  let context: BrowserContext;
  let ada: Page;
  let grace: Page;
  const errors: string[] = [];

  const watch = (page: Page): Page => {
    page.setDefaultTimeout(5_000);
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !REFUSED.test(message.text())) errors.push(message.text());
    });
    return page;
  };
  const open = async (name: string): Promise<Page> => {
    const page = watch(await context.newPage());
    await page.goto(`${url}?as=${name}`);
    return page;
  };
  const shot = (page: Page, name: string) =>
    page.screenshot({ path: join(ROOT, 'screenshots', `dashboard-${name}.png`), fullPage: true });

  /** Waits until an element reads so. */
  const reads = (page: Page, selector: string, text: string | RegExp, timeout = 5_000) =>
    page.locator(selector).filter({ hasText: text }).waitFor({ timeout });
  const connected = (page: Page, timeout?: number) => reads(page, '#status', /^Connected$/, timeout);
  const texts = (page: Page, selector: string) => page.locator(selector).allTextContents();

  const pricesMove = async (page: Page) => {
    const before = await texts(page, '.price');
    expect(before).toHaveLength(4);
    await page.waitForFunction(
      (old) => [...document.querySelectorAll('.price')].every(({ textContent }, i) => textContent !== old[i]),
      before,
    );
  };
  const typingTravels = async (from: Page, to: Page, name: string) => {
    await from.locator('#say').pressSequentially('hm');
    await reads(to, '#typing', `${name} is typing…`);
    await reads(to, `[data-member=${name.toLowerCase()}] .said`, 'typing…');
    await from.locator('#say').press('Enter');
    await reads(to, `[data-member=${name.toLowerCase()}] .said`, /^hm$/);
    expect(await to.locator('#typing').textContent()).toBe('');
  };
  const members = async (page: Page, expected: readonly string[]) => {
    await reads(page, '#room-count', new RegExp(`^${expected.length} members?$`));
    const names = await page.locator('[data-member]').evaluateAll((all) => all.map(({ dataset }) => dataset['member']));
    expect(names.sort()).toEqual(expected);
    expect(await page.locator('.members.stale').count()).toBe(0);
  };

  beforeAll(async () => {
    feed = start(['scripts/start.mjs', '--for', '90'], { within: 120_000 });
    [, url] = (await feed.says(/^The dashboard is on (\S+)$/m)) as unknown as [string, string];
    const printed = Date.now();
    expect((await fetch(url)).status).toBe(200);
    expect(Date.now() - printed).toBeLessThan(1_000);
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: FLAGS, timeout: 30_000 });
    context = await browser.newContext({ viewport: { width: 1_280, height: 900 } });
    [ada, grace] = await Promise.all([open('ada'), open('grace')]);
    await Promise.all([connected(ada), connected(grace)]);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    killChildren();
    await feed.ended();
  }, 30_000);
  afterEach(() => expect(errors.splice(0)).toEqual([]));

  it('shows prices that move, each with a line', async () => {
    await pricesMove(ada);
    const drawn = await ada.locator('.sparkline canvas').evaluateAll((all) =>
      all.map((canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
        return data.some((value) => value !== 0);
      }),
    );
    expect(drawn).toEqual([true, true, true, true]);
    await reads(ada, '#round-trip', / ms$/);
  });

  it('sees members join and leave, in the room and on the watchlist', async () => {
    await members(ada, ['ada', 'grace']);
    await ada.locator('[data-user=grace][data-status=online]').waitFor();
    // A tab takes the next name, which is Joan's.
    await ada.evaluate(() => localStorage.setItem('turn', '9'));
    const opened = context.waitForEvent('page');
    await ada.getByRole('link', { name: 'another tab' }).click();
    const joan = watch(await opened);
    await reads(joan, '#me', /^Joan$/);
    await reads(ada, '#room-news', /^Joan joined$/);
    await members(ada, ['ada', 'grace', 'joan']);
    await ada.locator('[data-user=joan][data-status=online]').waitFor();
    await joan.close();
    await reads(ada, '#room-news', /^Joan left$/);
    await ada.locator('[data-user=joan][data-status=offline]').waitFor();
    await members(ada, ['ada', 'grace']);
  });

  it('carries typing and messages from one to the other', () => typingTravels(grace, ada, 'Grace'));

  it('reads the encrypted channel, of which the wire shows nothing', async () => {
    await reads(ada, '#headline', /\w+ \w+/);
    await reads(ada, '#ciphertext', /"ciphertext":/);
    const [headline = ''] = await texts(ada, '#headline');
    expect((await texts(ada, '#ciphertext'))[0]).not.toContain(headline);
  });

  it('counts the subscriptions of both tabs and of the terminal', async () => {
    await reads(ada, '#channels tr:has-text("prices-gold") .number', /^3$/);
    await reads(ada, '#channels tr:has-text("private-encrypted-news") .number', /^2$/);
  });

  it('comes back from 4200 at once, and from 4100 after a while', async () => {
    for (const code of ['4200', '4100']) {
      const [before = ''] = await texts(ada, '#detail');
      await ada.locator(`#close-${code}`).press('Enter');
      await ada.waitForFunction((old) => {
        const now = document.querySelector('#detail')?.textContent ?? '';
        return now.startsWith('socket ') && !now.startsWith('socket closed') && now !== old;
      }, before);
      await reads(ada, '#errors li >> nth=0', code);
    }
    await Promise.all([connected(ada), connected(grace)]);
    await pricesMove(ada);
  });

  it('comes back when the server was cut off for five seconds, with nothing stuck', async () => {
    await shot(ada, 'light');
    await ada.emulateMedia({ colorScheme: 'dark' });
    await ada.locator('#outage').click();
    await Promise.all([ada, grace].map((page) => reads(page, '#status', 'Waiting to reconnect')));
    await reads(ada, '#countdown', /^\d\.\d s$/);
    await reads(ada, '#room-count', 'as of before');
    await shot(ada, 'cut-off-dark');
    await Promise.all([connected(ada, 12_000), connected(grace, 12_000)]);

    await Promise.all([pricesMove(ada), pricesMove(grace)]);
    await members(ada, ['ada', 'grace']);
    await members(grace, ['ada', 'grace']);
    await typingTravels(ada, grace, 'Ada');
    await ada.waitForFunction(() => document.querySelectorAll('#channels tr[data-status=subscribed]').length === 6);
    await ada.locator('[data-user=grace][data-status=online]').waitFor();
    await reads(ada, '#round-trip', / ms$/);
  }, 30_000);

  it('fits a phone', async () => {
    await ada.emulateMedia({ colorScheme: 'light' });
    await ada.setViewportSize({ width: 360, height: 760 });
    expect(await ada.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await shot(ada, 'phone');
  });

  it('takes commands from its own page alone', async () => {
    for (const headers of [{}, { origin: 'http://example.com' }, { origin: 'null' }])
      expect((await fetch(`${url}control/outage`, { method: 'POST', headers })).status).toBe(403);
    expect((await fetch(`${url}control/outage`)).status).not.toBe(204);
    await connected(ada);
  });

  it('ends at Ctrl-C, with pages that are still open', async () => {
    feed.kill('SIGINT');
    const { code, stdout } = await feed.ended();
    expect(stdout).toMatch(/\npublished \d+, received \d+/);
    expect(code).toBe(0);
    await Promise.all([ada, grace].map((page) => reads(page, '#status', 'Waiting to reconnect')));
  });
});
