// Two thousand names in a browser: the page stays usable while they change.

import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { stopDaemons } from '../support/daemon/start-reloadable-daemon.ts';
import { hasBrowser, openBrowser, openPage } from '../support/page/open-browser.ts';
import { startPageDaemon } from '../support/page/start-page-daemon.ts';
import { until } from '../support/until.ts';
import { openBackend } from '../support/worlds/backend.ts';

const count = 2000;
/** Draws frames for a while, and keeps how long each took. */
const measureFrames = `new Promise((resolve) => {
  const times = [];
  let last = performance.now();
  const draw = (now) => {
    times.push(now - last);
    last = now;
    if (times.length < 120) requestAnimationFrame(draw); else resolve(times);
  };
  requestAnimationFrame(draw);
})`;

describe('two thousand names in Chromium', () => {
  let browser: Browser;

  before(async function () {
    if (!hasBrowser) return this.skip();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await stopDaemons();
  });

  it('are all shown, searched at once, and turn without the page standing still', async () => {
    const backend = await openBackend();
    const names = Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `n${index}`,
        {
          ips: [`127.0.${1 + (index % 8)}.${1 + Math.floor(index / 8)}`, '127.0.0.1'],
          health_port: backend.port,
        },
      ]),
    );
    const daemon = await startPageDaemon(names, { 'test-min-interval': '2', 'metrics-names': 'none' });
    const { page, complaints } = await openPage(browser, daemon.url);
    await page.locator('#connection[data-state="live"]').waitFor({ timeout: 30_000 });
    const shown = page.locator('.row.name');
    const found = async (search: string) => {
      await page.locator('#search').fill(search);
      await until('it is found', async () => (await page.locator('.row.name:visible').count()) === 1);
    };
    expect(await shown.count()).to.be.above(100);
    await found('n1999.');
    await page.locator('#search').fill('');
    const frames = page.evaluate(measureFrames) as Promise<number[]>;
    await backend.close();
    const times = await frames;
    await until('all are down', async () =>
      ((await page.locator('#headline h1').textContent()) ?? '').includes('down'),
    );
    const sorted = [...times].sort((a, b) => a - b);
    const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
    process.stdout.write(`      frames: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${at(1)} ms\n`);
    expect(times).to.have.length(120);
    expect(complaints).to.deep.equal([]);
  });
});
