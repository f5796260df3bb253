// A real daemon with its page on a port of its own.

import type { CommandLine } from '../../../src/config/sources/raw-value.ts';
import { type ShownDaemon, startShownDaemon } from '../daemon/start-shown-daemon.ts';
import { findFreePort } from '../dns/find-free-port.ts';
import { until } from '../until.ts';
import { askHttp } from '../window/serve-http.ts';

export interface PageDaemon extends ShownDaemon {
  readonly url: string;
  readonly httpPort: number;
}

export async function startPageDaemon(
  names: Readonly<Record<string, unknown>>,
  flags: CommandLine = {},
): Promise<PageDaemon> {
  const httpPort = await findFreePort();
  const http = `127.0.0.1:${httpPort}`;
  const daemon = await startShownDaemon({
    names,
    flags: { http, 'test-min-interval': '0.2', 'test-timeout': '0.5', 'flap-limit': '0', ...flags },
  });
  await until('the page is there', async () => (await askHttp(httpPort, '/'))?.code === 200);
  return { ...daemon, url: `http://${http}`, httpPort };
}
