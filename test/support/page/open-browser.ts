// Debian's Chromium, driven by playwright-core, and pages of a daemon on loopback in it. Nothing is asked of any other host.

import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));

export const hasBrowser = executablePath !== undefined;

export interface OpenedPage {
  readonly page: Page;
  /** What the page complained of: errors, and what its policy refused. */
  readonly complaints: readonly string[];
  /** Every address that it asked for something. */
  readonly asked: readonly string[];
}

export async function openBrowser(): Promise<Browser> {
  if (executablePath === undefined) throw new Error('there is no chromium');
  return chromium.launch({
    executablePath,
    // The sandbox takes a user that is not root.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}

export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  const asked: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(url, { waitUntil: 'load' });
  return { page, complaints, asked };
}
