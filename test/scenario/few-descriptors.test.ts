// A daemon in a separate process that may open few files: with very many targets, with clients that take all there are,
// with a reload that wants more than it can have, and with next to nothing.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { OperatedDaemon } from '../support/daemon/operated-daemon.ts';
import {
  endSpawned,
  type SpawnedProgram,
  spawnProgram,
  zoneVariables,
} from '../support/daemon/spawn-daemon.ts';
import { testedUdpEngine } from '../support/daemon/start-test-daemon.ts';
import { queryUdp } from '../support/dns/dns-client.ts';
import { openCrowd } from '../support/dns/open-crowd.ts';
import { addressesOf, expectAddresses, startSteadyQueries } from '../support/dns/steady-queries.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';
import { openTarget, type TestTarget } from '../support/worlds/open-target.ts';

const withFiles = (limit: number) => ['prlimit', `--nofile=${limit}:${limit}`];
const openFilesOf = ({ pid }: SpawnedProgram) => readdirSync(`/proc/${pid}/fd`).length;
/** Prints what was measured. */
const measured = (what: string, figures: object) => {
  if (process.env['TEST_FIGURES'] !== undefined)
    process.stderr.write(`${what}: ${JSON.stringify(figures)}\n`);
};

describe('with few file descriptors', () => {
  if (process.platform !== 'linux') return;
  const atEnd = runAfterEach();
  let operated: OperatedDaemon;
  let stays: TestTarget;
  let dies: TestTarget;

  beforeEach(async () => {
    operated = new OperatedDaemon();
    stays = await openTarget('127.0.0.1');
    dies = await openTarget('127.0.0.2');
    atEnd(() => Promise.all([stays.takeDown(), dies.takeDown()]));
  });

  const checked = ({ address, port }: TestTarget) => ({ ip: address, check: { type: 'tcp', port } });

  function variables(
    names: Readonly<Record<string, unknown>> = {},
    more: Readonly<Record<string, string>> = {},
  ): Record<string, string> {
    const www = { ips: [checked(stays), checked(dies)] };
    return zoneVariables(
      { www, ...names },
      {
        HEALTHY_DNS_UDP_ENGINE: testedUdpEngine,
        ...(testedUdpEngine === 'batch' ? { HEALTHY_DNS_UDP_WORKERS: '2' } : {}),
        HEALTHY_DNS_TEST_MIN_INTERVAL: '5',
        HEALTHY_DNS_TEST_TIMEOUT: '2',
        HEALTHY_DNS_FLAP_LIMIT: '0',
        ...more,
      },
    );
  }

  async function serve(
    limit: number,
    environment: Readonly<Record<string, string>>,
  ): Promise<SpawnedProgram> {
    atEnd(endSpawned);
    return operated.serve(environment, { prefix: withFiles(limit) });
  }

  const reload = (environment: Readonly<Record<string, string>>) => operated.command(['reload'], environment);

  describe('and 2,000 targets', () => {
    const perName = 100;
    let backend: TestTarget;

    beforeEach(async () => {
      backend = await openTarget('0.0.0.0');
      atEnd(() => backend.takeDown());
    });

    /** All of them answer, because the network 127.0.0.0/8 is this machine. */
    function crowdNames(): Record<string, unknown> {
      return Object.fromEntries(
        Array.from({ length: 20 }, (_, net) => [
          `crowd-${net}`,
          {
            ips: Array.from({ length: perName }, (_, host) => `127.1.${net}.${host + 1}`),
            health_port: backend.port,
          },
        ]),
      );
    }

    it('probes them all in time, notices failures, and answers status and reload', async () => {
      const names = crowdNames();
      const daemon = await serve(256, variables(names));
      const port = await operated.dnsPort();
      const first = await operated.status();
      expect(first.targets).to.include({ total: 2002, up: 2002 });
      expect(daemon.output).to.match(
        /this process may open only 256 files, but this configuration calls for \d+/,
      );
      const counts: number[] = [];
      const roundOf = () => Math.floor((backend.accepted - 2000) / 2000);
      await until('two more rounds', () => {
        counts.push(openFilesOf(daemon));
        return roundOf() >= 2;
      });
      expect((await queryUdp(port, 'www.example.test')).answers).to.have.length(2);
      const diedMs = performance.now();
      const askedBefore = backend.accepted;
      await dies.takeDown();
      await until('the one that died is gone', async () => {
        counts.push(openFilesOf(daemon));
        return addressesOf(await queryUdp(port, 'www.example.test')).join() === stays.address;
      });
      // An interval and a second probe, in which every other target is probed about once.
      expect(backend.accepted - askedBefore).to.be.below(2 * 2000);
      const goneMs = performance.now() - diedMs;
      expect(await reload(variables({ ...names, more: { ips: [checked(stays)] } }))).to.include({ code: 0 });
      expect((await queryUdp(port, 'more.example.test')).answers).to.have.length(1);
      expect((await operated.run('status')).code).to.equal(10);
      expect(daemon.output).not.to.match(/EMFILE|is down \((?!refused)/);
      expect(Math.max(...counts)).to.be.below(256);
      measured('2,000 targets', { least: Math.min(...counts), most: Math.max(...counts), goneMs });
    });
  });

  describe('and clients that hold all of them', () => {
    // As few as the program takes to load, which the daemon needs no longer once it serves.
    for (const limit of [176, 256]) {
      it(`of ${limit}, verdicts stay true, answers are served, and commands work`, async () => {
        const environment = variables({}, { HEALTHY_DNS_TEST_MIN_INTERVAL: '1' });
        const daemon = await serve(limit, environment);
        const port = await operated.dnsPort();
        const before = openFilesOf(daemon);
        const crowd = openCrowd();
        atEnd(() => crowd.end());
        const queries = startSteadyQueries({
          port,
          name: 'www.example.test',
          everyMs: 5,
          findFault: expectAddresses(stays.address, dies.address),
        });
        atEnd(() => queries.stop());
        await crowd.hold(port, 600);
        await crowd.hold(join(operated.directory, 'control.sock'), 20);
        const counts: number[] = [];
        await until('they hold what they can get', () => {
          counts.push(openFilesOf(daemon));
          return counts.length > 200 && Math.max(...counts) > limit - 60;
        });
        expect((await operated.run('status')).code).to.equal(0);
        const steady = await queries.stop();
        expect(steady).to.deep.include({ lost: 0, wrong: [] });

        const probedBefore = stays.accepted;
        await dies.takeDown();
        await until('the one that died is gone', async () => {
          counts.push(openFilesOf(daemon));
          return addressesOf(await queryUdp(port, 'www.example.test')).join() === stays.address;
        });
        // An interval and a second probe.
        expect(stays.accepted - probedBefore).to.be.at.most(4);
        const next = await openTarget('127.0.0.3');
        atEnd(() => next.takeDown());
        expect(await reload({ ...environment, ...variables({ next: { ips: [checked(next)] } }) })).to.include(
          {
            code: 0,
          },
        );
        expect((await queryUdp(port, 'next.example.test')).answers).to.have.length(1);
        expect((await operated.run('status')).code).to.equal(10);
        // TCP clients make room for the sockets that a reload opens.
        const more = Array.from({ length: 10 }, (_, host) => `127.0.2.${host + 1}`);
        const listen = { HEALTHY_DNS_LISTEN: ['127.0.0.1', ...more].join(',') };
        expect(await reload({ ...environment, ...variables({}, listen) })).to.include({ code: 0 });
        expect((await operated.status()).endpoints).to.have.length(11);
        expect((await queryUdp(port, 'www.example.test')).answers).to.have.length(1);
        const during = openFilesOf(daemon);
        await crowd.end();
        await until('they are gone', () => openFilesOf(daemon) <= before + 4 + 3 * more.length);
        expect(daemon.output).not.to.match(/EMFILE|"event":"bug"/);
        measured(`clients at ${limit}`, {
          before,
          during,
          most: Math.max(...counts),
          after: openFilesOf(daemon),
        });
      });
    }
  });

  describe('and a reload that wants more than there are', () => {
    const wanted = Array.from({ length: 100 }, (_, host) => `127.0.1.${host + 1}`);

    it('changes nothing, and says how many it needs', async () => {
      const daemon = await serve(200, variables());
      const port = await operated.dnsPort();
      const before = { status: await operated.status(), files: openFilesOf(daemon) };
      const listen = { HEALTHY_DNS_LISTEN: ['127.0.0.1', ...wanted].join(',') };
      const refused = await reload(variables({ more: ['192.0.2.1'] }, listen));
      expect(refused.code).to.equal(78);
      expect(refused.errors).to.match(
        /error: descriptors: this process may open only 200 files, but this configuration needs at least \d+; raise LimitNOFILE=/,
      );
      const after = await operated.status();
      for (const what of ['endpoints', 'zones', 'serial'] as const)
        expect(after[what]).to.deep.equal(before.status[what]);
      expect(after.targets.list.map(({ target }) => target)).to.have.members(
        before.status.targets.list.map(({ target }) => target),
      );
      await until('as many are open as before', () => openFilesOf(daemon) <= before.files + 2);
      expect((await queryUdp(port, 'www.example.test')).answers).to.have.length(2);
      expect((await queryUdp(port, 'more.example.test')).code).to.equal(3);
      expect(await reload(variables({ more: ['192.0.2.1'] }))).to.include({ code: 0 });
      expect((await queryUdp(port, 'more.example.test')).answers).to.have.length(1);
    });
  });

  describe('from next to none', () => {
    // Below 20 Node itself does not start.
    for (let limit = 20; limit <= 300; limit += 20) {
      it(`with ${limit}, serves or says how many it needs`, async () => {
        atEnd(endSpawned);
        const program = spawnProgram({
          environment: { ...operated.place, ...variables() },
          prefix: withFiles(limit),
        });
        await until(
          'it serves or ends',
          () => program.hasEnded || program.output.includes('"event":"serving"'),
        );
        measured(`limit ${limit}`, {
          ended: program.hasEnded,
          open: program.hasEnded ? undefined : openFilesOf(program),
        });
        if (program.hasEnded) {
          expect(await program.ended).to.equal(69);
          expect(`${program.output}${program.errors}`).to.match(
            /(this process may (not )?open .* files|open files \(LimitNOFILE)/,
          );
          return;
        }
        expect((await queryUdp(await operated.dnsPort(), 'www.example.test')).answers).to.have.length(2);
        expect(await program.stop()).to.equal(0);
      });
    }
  });
});
