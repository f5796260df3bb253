// The page in a real browser, beside a daemon whose backends stop and start.

import { expect } from 'chai';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { stopDaemons } from '../support/daemon/start-reloadable-daemon.ts';
import { hasBrowser, type OpenedPage, openBrowser, openPage } from '../support/page/open-browser.ts';
import { type PageDaemon, startPageDaemon } from '../support/page/start-page-daemon.ts';
import { until } from '../support/until.ts';
import { type Backend, openBackend } from '../support/worlds/backend.ts';

describe('the page in Chromium', () => {
  let browser: Browser;
  let backend: Backend | undefined;

  before(async function () {
    if (!hasBrowser) return this.skip();
    browser = await openBrowser();
  });
  after(() => browser?.close());
  afterEach(async () => {
    await Promise.all(browser?.contexts().map((context) => context.close()) ?? []);
    await stopDaemons();
    await backend?.close();
    backend = undefined;
  });

  async function beginWithBackend(): Promise<PageDaemon> {
    backend = await openBackend();
    return startPageDaemon({
      www: { ips: ['127.0.0.1', '127.0.0.2'], health_port: backend.port },
      static: ['192.0.2.1'],
    });
  }

  const headline = (page: Page) => page.locator('#headline h1').textContent();
  const isLive = (page: Page) => page.locator('#connection[data-state="live"]').waitFor();
  const rowOf = (page: Page, name: string) => page.locator(`.row.name:has-text("${name}")`);

  async function expectNoComplaint({ complaints, asked }: OpenedPage, { url }: PageDaemon): Promise<void> {
    expect(complaints).to.deep.equal([]);
    expect(asked.filter((address) => !address.startsWith(url) && !address.startsWith('data:'))).to.deep.equal(
      [],
    );
  }

  it('shows without a reload that a backend has stopped, and that it is back', async () => {
    const daemon = await beginWithBackend();
    const opened = await openPage(browser, daemon.url);
    const { page } = opened;
    await isLive(page);
    await page.evaluate('globalThis.isSame = true');
    expect(await rowOf(page, 'www').textContent()).to.include('127.0.0.1');
    const port = backend?.port ?? 0;
    await backend?.close();
    await until('the daemon knows', async () => (await daemon.name('www'))?.role === 'nothing');
    await rowOf(page, 'www').locator('text=no address').waitFor({ timeout: 10_000 });
    expect(await headline(page)).to.include('www');
    expect(await page.title()).to.include('down');
    expect(await page.evaluate('globalThis.isSame')).to.equal(true);
    backend = await openBackend('127.0.0.1', port);
    await rowOf(page, 'www').locator('code:has-text("127.0.0.1")').waitFor({ timeout: 10_000 });
    await expectNoComplaint(opened, daemon);
  });

  it('says that the connection is lost, and comes back by itself', async () => {
    const daemon = await beginWithBackend();
    const { page } = await openPage(browser, daemon.url);
    await isLive(page);
    const names = {
      www: { ips: ['127.0.0.1', '127.0.0.2'], health_port: backend?.port },
      newer: ['192.0.2.7'],
    };
    const flags = { 'test-min-interval': '0.2', 'flap-limit': '0' };
    expect((await daemon.reload({ names, flags })).ok).to.equal(true);
    await page.locator('#connection[data-state="lost"]').waitFor({ timeout: 20_000 });
    expect(await page.locator('#announcer').textContent()).to.include('lost');
    const http = `127.0.0.1:${daemon.httpPort}`;
    expect((await daemon.reload({ names, flags: { ...flags, http } })).ok).to.equal(true);
    await page.locator('#connection[data-state="live"]').waitFor({ timeout: 20_000 });
    // What changed meanwhile is there, too.
    await rowOf(page, 'newer').waitFor({ timeout: 10_000 });
  });

  it('does not go back to what an older page says that arrives late, and asks again for one that does not', async () => {
    const daemon = await beginWithBackend();
    const { page } = await openPage(browser, daemon.url);
    await isLive(page);
    let isRendered = false;
    let release = () => undefined as unknown;
    const isReleased = new Promise((resolve) => {
      release = () => resolve(undefined);
    });
    let asked = 0;
    await page.route(`${daemon.url}/`, async (route) => {
      asked++;
      if (asked === 1) return route.fulfill({ status: 503, contentType: 'text/plain', body: 'busy\n' });
      const response = await route.fetch();
      isRendered = true;
      await isReleased;
      await route.fulfill({ response });
    });
    const names = {
      www: { ips: ['127.0.0.1', '127.0.0.2'], health_port: backend?.port },
      newer: ['192.0.2.7'],
    };
    const http = `127.0.0.1:${daemon.httpPort}`;
    const flags = { http, 'test-min-interval': '0.2', 'test-timeout': '0.5', 'flap-limit': '0' };
    expect((await daemon.reload({ names, flags })).ok).to.equal(true);
    await until('the page is rendered', () => isRendered);
    await backend?.close();
    await rowOf(page, 'www').locator('text=no address').waitFor({ timeout: 10_000 });
    release();
    await rowOf(page, 'newer').waitFor({ timeout: 10_000 });
    expect(await rowOf(page, 'www').textContent()).to.include('no address');
    expect(await headline(page)).to.include('www');
  });

  it('is fetched anew now and then where no stream is to be had', async () => {
    const daemon = await beginWithBackend();
    const { page } = await openPage(browser, 'about:blank');
    await page.clock.install();
    await page.route(/\/live/, (route) => route.fulfill({ status: 503, body: 'too many\n' }));
    await page.goto(daemon.url);
    await page.locator('#connection[data-state="polled"]').waitFor();
    await backend?.close();
    await until('the daemon knows', async () => (await daemon.name('www'))?.role === 'nothing');
    await page.clock.runFor(20_000);
    await page.locator('h1:has-text("is down")').waitFor();
    expect(await page.locator('#connection').getAttribute('data-state')).to.equal('polled');
    await page.route(/\/live/, (route) => route.continue());
    await page.clock.runFor(20_000);
    await isLive(page);
  });

  it('is loaded from the start where a newer daemon has other files, but not again and again', async () => {
    const daemon = await beginWithBackend();
    const { page } = await openPage(browser, 'about:blank');
    await page.clock.install();
    let isOlder = true;
    await page.route(`${daemon.url}/`, async (route) => {
      const response = await route.fetch();
      const body = await response.text();
      // As long as it is asked for, the files are those of this daemon.
      await route.fulfill({
        response,
        body: isOlder ? body : body.replaceAll('/style.css', '/style.css?newer'),
      });
    });
    await page.goto(daemon.url);
    await isLive(page);
    await page.evaluate('globalThis.isSame = true');
    isOlder = false;
    const flags = { 'test-min-interval': '0.2', 'flap-limit': '0', http: `127.0.0.1:${daemon.httpPort}` };
    const names = { www: { ips: ['127.0.0.1'], health_port: backend?.port }, newer: ['192.0.2.7'] };
    expect((await daemon.reload({ names, flags })).ok).to.equal(true);
    await page.clock.runFor(2000);
    await rowOf(page, 'newer').waitFor();
    expect(await page.evaluate('globalThis.isSame')).to.equal(true);
    await page.clock.runFor(60_000);
    await page.waitForFunction('globalThis.isSame !== true');
    await rowOf(page, 'newer').waitFor();
  });

  it('is the same without JavaScript, and fetched again by itself', async () => {
    const daemon = await beginWithBackend();
    const { page } = await openPage(browser, daemon.url, { javaScriptEnabled: false });
    expect(await headline(page)).to.match(/\w/);
    expect(await page.locator('.row.name').count()).to.equal(2);
    expect(await page.content()).to.match(/<meta http-equiv="refresh" content="\d+">/);
    await page.goto(`${daemon.url}/?q=static`);
    expect(await page.locator('.row.name:visible').count()).to.equal(1);
    await page.locator('.row.name:visible a.title').first().click();
    expect(await headline(page)).to.include('static');
  });

  it('is searched and walked through by keyboard, and each state has an address', async () => {
    const daemon = await beginWithBackend();
    const { page } = await openPage(browser, daemon.url);
    await isLive(page);
    await page.keyboard.press('/');
    await page.keyboard.type('stat');
    await until('only one is shown', async () => (await page.locator('.row.name:visible').count()) === 1);
    await until('the address says so', async () => page.url().includes('q=stat'));
    const again = await openPage(browser, page.url());
    expect(await again.page.locator('.row.name:visible').count()).to.equal(1);
    await page.keyboard.press('Escape');
    await page.goto(daemon.url);
    await page.keyboard.press('?');
    await page.locator('dialog#help[open]').waitFor();
  });

  it('has moments of the reader, and of UTC where there is no script', async () => {
    const daemon = await beginWithBackend();
    const path = `${daemon.url}/names/www.example.test.`;
    await until('a change is known', async () => (await (await fetch(path)).text()).includes('data-at'));
    const momentIn = async (options: BrowserContextOptions) => {
      const { page } = await openPage(browser, path, { timezoneId: 'Asia/Kathmandu', ...options });
      const time = page.locator('#timeline .when time').first();
      return { text: await time.textContent(), at: Date.parse((await time.getAttribute('datetime')) ?? '') };
    };
    const { text, at } = await momentIn({});
    const inKathmandu = new Date(at + (5 * 60 + 45) * 60_000).toISOString().slice(11, 19);
    expect(text).to.match(new RegExp(`^\\d+ \\w+ ${inKathmandu}$`));
    expect((await momentIn({ javaScriptEnabled: false })).text).to.match(/ UTC$/);
  });

  it('shows a target with its chart', async () => {
    const daemon = await beginWithBackend();
    const opened = await openPage(browser, daemon.url);
    await opened.page.locator('.row.target a.title').first().click();
    await opened.page.locator('#chart').waitFor();
    await isLive(opened.page);
    await expectNoComplaint(opened, daemon);
  });
});
