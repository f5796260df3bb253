// The page as axe-core sees it: for phones and large screens, light and dark, while all is well and while it is not.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { stopDaemons } from '../support/daemon/start-reloadable-daemon.ts';
import { hasBrowser, openBrowser, openPage } from '../support/page/open-browser.ts';
import { type PageDaemon, startPageDaemon } from '../support/page/start-page-daemon.ts';
import { until } from '../support/until.ts';
import { type Backend, openBackend } from '../support/worlds/backend.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const screens = { phone: { width: 390, height: 844 }, desktop: { width: 1600, height: 1000 } };

describe('the page, to axe-core', () => {
  let browser: Browser;
  let backend: Backend;
  let daemon: PageDaemon;

  before(async function () {
    if (!hasBrowser) return this.skip();
    browser = await openBrowser();
    backend = await openBackend();
    daemon = await startPageDaemon({
      www: { ips: ['127.0.0.1'], health_port: backend.port },
      api: { ips: ['127.0.0.2'], health_port: backend.port, backup: ['192.0.2.9'] },
      old: { ips: ['127.0.0.3'], health_port: backend.port },
      static: ['192.0.2.1', '2001:db8::1'],
    });
    await until('the window knows what is down', async () => (await daemon.name('old'))?.role === 'nothing');
  });
  after(async () => {
    await browser?.close();
    await stopDaemons();
    await backend?.close();
  });

  const paths = {
    'the overview': '/',
    'a name': '/names/www.example.test.',
    'a name that is down': '/names/old.example.test.',
    'a target': async () => `/targets/${encodeURIComponent((await daemon.name('www'))?.targets[0] ?? '')}`,
    'no such name': '/names/missing.test.',
  };
  for (const [what, path] of Object.entries(paths))
    for (const [screen, viewport] of Object.entries(screens))
      for (const colorScheme of ['light', 'dark'] as const)
        it(`has nothing to complain of: ${what}, ${screen}, ${colorScheme}`, async () => {
          const target = typeof path === 'string' ? path : await path();
          // What tests for accessibility put into the page, its policy would refuse.
          const options = { viewport, colorScheme, bypassCSP: true };
          const { page } = await openPage(browser, daemon.url + target, options);
          await page.evaluate(axe);
          const { violations, passes } = (await page.evaluate('axe.run()')) as AxeResults;
          expect(passes.length).to.be.above(10);
          expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).to.deep.equal([]);
          const overflow = await page.evaluate(
            'document.documentElement.scrollWidth - document.documentElement.clientWidth',
          );
          expect(overflow, 'nothing is wider than the screen').to.be.at.most(0);
          await page.context().close();
        });
});
