// Thousands of TCP connections that mean no good, mostly from one prefix, while another client is served: one that keeps its
// connection, and one that opens a new one for each question.

import { expect } from 'chai';
import { type AttackedDaemon, startAttackedDaemon } from '../support/attacks/attacked-daemon.ts';
import { openFilesOf, residentOctetsOf } from '../support/attacks/process-figures.ts';
import { type CrowdSettings, neighbours, openTcpCrowd } from '../support/attacks/tcp-crowd.ts';
import { tell } from '../support/attacks/tell.ts';
import { endSpawned } from '../support/daemon/spawn-daemon.ts';
import { makeQuery, queryUdp, TcpClient } from '../support/dns/dns-client.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';

const mebi = 2 ** 20;
const query = makeQuery('plain.example.test');
/** Beyond what it needs without an attack. */
const residentMax = 96 * mebi;
const placesMax = 512;
const rounds = 40;

describe('A crowd of TCP clients', () => {
  const atEnd = runAfterEach();
  let daemon: AttackedDaemon;

  beforeEach(async () => {
    daemon = await startAttackedDaemon();
    atEnd(async () => {
      await daemon.stop();
      await endSpawned();
    });
  });

  /** Keeps its connection, or opens one for each question; comes back as resolvers do when it is cut off. */
  class GoodClient {
    readonly #isKept: boolean;
    readonly tookMs: number[] = [];
    cuts = 0;
    #client: TcpClient | undefined;

    constructor(isKept: boolean) {
      this.#isKept = isKept;
      atEnd(() => this.#client?.close());
    }

    async ask(): Promise<void> {
      const startMs = performance.now();
      for (;;) {
        this.#client ??= new TcpClient(daemon.port);
        this.#client.send(query);
        const reply = await this.#client.receive();
        if (reply === undefined || !this.#isKept) {
          this.#client.close();
          this.#client = undefined;
        }
        if (reply !== undefined) break;
        this.cuts++;
      }
      this.tookMs.push(performance.now() - startMs);
    }
  }

  for (const [what, kind, count] of [
    ['that send a query octet by octet, a thousand from one prefix', 'drip', 1000],
    ['that ask without ever reading, five hundred from one prefix', 'deaf', 500],
    ['that send garbage, two hundred from one prefix', 'garbage', 200],
    ['that come and go, a hundred at a time from one prefix', 'churn', 100],
  ] as const satisfies readonly (readonly [string, CrowdSettings['kind'], number])[]) {
    it(`${what}, costs another client nothing but a moment`, async () => {
      const { port, program, operated, targets } = daemon;
      const before = { files: openFilesOf(program.pid), resident: residentOctetsOf(program.pid) };
      const crowd = openTcpCrowd({ port, addresses: neighbours('127.77.1'), count, kind });
      atEnd(() => crowd.end());
      const opened = Math.min(count, placesMax / 4);
      await until('they are at it', async () => (await crowd.figures()).opened >= opened);
      const [keeps, comesAnew] = [new GoodClient(true), new GoodClient(false)];
      let files = 0;
      let resident = 0;
      const probed = targets[0].accepted;
      for (let round = 0; round < rounds; round++) {
        await keeps.ask();
        await comesAnew.ask();
        expect((await queryUdp(port, 'plain.example.test')).answers).to.have.length(1);
        files = Math.max(files, openFilesOf(program.pid));
        resident = Math.max(resident, residentOctetsOf(program.pid));
      }
      const status = await operated.status();
      const figures = await crowd.figures();
      await crowd.end();
      tell(`${figures.opened} connections, of which ${figures.held} were held at the end`, {
        'median ms on a kept connection': median(keeps.tookMs),
        'on a new one': median(comesAnew.tookMs),
        'longest ms': Math.max(...keeps.tookMs, ...comesAnew.tookMs),
        'good clients cut off': keeps.cuts + comesAnew.cuts,
        'descriptors at most': files - before.files,
        'MiB at most': (resident - before.resident) / mebi,
      });
      // A pause of a second may cost the kept one its place; the crowd costs none.
      expect(keeps.cuts + comesAnew.cuts).to.be.below(rounds / 4);
      expect(files - before.files).to.be.below(placesMax + 16);
      expect(resident - before.resident).to.be.below(residentMax);
      expect(status.targets).to.include({ total: 2, up: 2 });
      expect(targets[0].accepted).to.be.above(probed);
      await until('its descriptors are back', () => openFilesOf(program.pid) <= before.files + rounds + 4);
      expect(program.output).not.to.match(/"event":"bug"|EMFILE/);
    });
  }
});

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
