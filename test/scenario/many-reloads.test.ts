// Reload after reload under load: no query is lost, the same threads go on, and nothing leaks.
// TEST_RELOADS sets the number.

import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { controlSocketPath } from '../../src/control/control-socket-path.ts';
import { requestJson } from '../../src/control/request-json.ts';
import { endSpawned, spawnProgram, zoneVariables } from '../support/daemon/spawn-daemon.ts';
import { addressesOf, startSteadyQueries } from '../support/dns/steady-queries.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const reloadCount = Number(process.env['TEST_RELOADS'] ?? 2000);
/** The heap reaches its size first. */
const warmUpCount = Math.floor(reloadCount / 2);
/** Normal fluctuation of the heap. Two leaked threads per reload took 27 to 80 KB, a leaked image 145 KB. */
const keptKilobytesMax = 12_288;
const msPerReload = 100;
/** Some time in its first thousands of reloads the young generation grows by 45 MB; prevent that here. */
const smallHeap = '--max-semi-space-size=1';

describe(`${reloadCount} reloads`, () => {
  afterEach(endSpawned);

  it('lose no query, keep every thread, and leave nothing behind', async function () {
    this.timeout(60_000 + reloadCount * msPerReload);
    const directory = makeTemporaryDirectory();
    const base = { RUNTIME_DIRECTORY: directory, HEALTHY_DNS_UDP_WORKERS: '2', NODE_OPTIONS: smallHeap };
    const variables = (count: number) => ({
      ...base,
      ...zoneVariables(
        // Every other time nothing has changed.
        { www: ['192.0.2.1'], [`name${(count >> 1) % 50}`]: ['192.0.2.2'] },
        // Now and then a socket is opened or closed beside the one that stays.
        { HEALTHY_DNS_LISTEN: count % 20 < 10 ? '127.0.0.1' : '127.0.0.1,127.0.0.2' },
      ),
    });
    const daemon = spawnProgram({ environment: variables(0) });
    const serving = () => /127\.0\.0\.1:(\d+)/.exec(daemon.output)?.[1];
    await until('it serves', () => serving() !== undefined);
    const port = Number(serving());
    const queries = startSteadyQueries({
      port,
      name: 'www.example.test',
      everyMs: 2,
      findFault: (reply) => (addressesOf(reply).join() === '192.0.2.1' ? undefined : `code ${reply.code}`),
    });
    const residentKilobytes = () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${daemon.pid}/status`, 'utf8'))?.[1]);
    const threads = () => readdirSync(`/proc/${daemon.pid}/task`).sort().join();
    const descriptorCount = () => readdirSync(`/proc/${daemon.pid}/fd`).length;
    async function reload(count: number): Promise<void> {
      const body = { environment: variables(count) };
      const reply = await requestJson(controlSocketPath(directory), 'POST', '/v1/reload', body);
      expect(reply.ok && reply.value.code, JSON.stringify(reply)).to.equal(200);
    }
    let count = 0;
    while (count < warmUpCount) await reload(++count);
    const before = { threads: threads(), descriptors: descriptorCount(), kilobytes: residentKilobytes() };
    while (count < reloadCount) await reload(++count);
    const kept = residentKilobytes() - before.kilobytes;
    const { sent, lost, wrong } = await queries.stop();
    const each = (kept / (reloadCount - warmUpCount)).toFixed(1);
    process.stdout.write(
      `    ${reloadCount} reloads: ${before.kilobytes} KB after ${warmUpCount}, ${kept} KB more at the end (${each} KB each), ${sent} queries\n`,
    );
    expect({ lost, wrong }).to.deep.equal({ lost: 0, wrong: [] });
    expect(threads()).to.equal(before.threads);
    expect(descriptorCount()).to.be.at.most(before.descriptors + 4);
    expect(kept).to.be.below(keptKilobytesMax);
    expect(await daemon.stop()).to.equal(0);
  });
});
