// What backends, names and operators write is text on the page, whatever it looks like.

import { createServer } from 'node:http';
import type { Server } from 'node:net';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { stopDaemons } from '../support/daemon/start-reloadable-daemon.ts';
import { portOf, started } from '../support/listen.ts';
import { hasBrowser, openBrowser, openPage } from '../support/page/open-browser.ts';
import { startPageDaemon } from '../support/page/start-page-daemon.ts';
import { until } from '../support/until.ts';

const markup = '<img src=x onerror=globalThis.isFooled=true>';

describe('hostile texts', () => {
  let browser: Browser;
  let server: Server;

  before(async function () {
    if (!hasBrowser) return this.skip();
    browser = await openBrowser();
    server = await started(
      createServer((_, response) => {
        response.statusMessage = 'x<script>isFooled=1</script>';
        response.writeHead(503, { 'x-reason': markup });
        response.end(markup);
      }),
    );
  });
  after(async () => {
    await browser?.close();
    await stopDaemons();
    server?.close();
  });

  it('are never markup: what a backend says, a path, a body that was expected', async () => {
    const check = { type: 'http', port: portOf(server), path: `/"'><svg/onload=isFooled=1>`, body: markup };
    const daemon = await startPageDaemon({
      api: { ips: ['127.0.0.1'], check },
      www: { ips: ['127.0.0.1'], health_port: portOf(server) },
    });
    await until('the probe has failed', async () =>
      (await daemon.overview()).problems.some(({ kind }) => kind !== 'starting'),
    );
    const { page, complaints } = await openPage(browser, daemon.url);
    await page.locator('#connection[data-state="live"]').waitFor();
    const links = await page
      .locator('a.title')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    expect(links).to.have.length.above(3);
    for (const path of new Set(links)) {
      await page.goto(daemon.url + path);
      expect(await page.evaluate('globalThis.isFooled'), String(path)).to.equal(undefined);
      expect(await page.locator('main b script, main img, main svg[onload]').count(), String(path)).to.equal(
        0,
      );
      expect(await page.locator('#headline h1').textContent()).to.not.equal('');
    }
    expect(await page.evaluate('globalThis.isFooled')).to.equal(undefined);
    expect(complaints).to.deep.equal([]);
  });

  for (const path of [
    '/names/%3Cscript%3EisFooled=1%3C%2Fscript%3E',
    `/?q=${encodeURIComponent(`"><img src=x onerror=isFooled=1>`)}`,
    '/targets/%00%0d%0aset-cookie:x',
  ])
    it(`are never markup in an address: ${path}`, async () => {
      const daemon = await startPageDaemon({ www: ['192.0.2.1'] });
      const { page } = await openPage(browser, daemon.url + path);
      expect(await page.evaluate('globalThis.isFooled')).to.equal(undefined);
      expect(await page.locator('main img, main script').count()).to.equal(0);
    });
});
