// A daemon in a separate process under attack by TCP clients, which have their own process and addresses: what they cost,
// what is left of them, and that nobody else has to wait for them.

import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { listKernelSockets } from '../support/daemon/kernel-sockets.ts';
import { OperatedDaemon } from '../support/daemon/operated-daemon.ts';
import { ProgramPipe } from '../support/daemon/program-pipe.ts';
import { endSpawned, type SpawnedProgram, zoneVariables } from '../support/daemon/spawn-daemon.ts';
import { makeQuery, queryUdp, TcpClient } from '../support/dns/dns-client.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';

type Attack = 'deaf' | 'deaf-half-closed' | 'pipelining';

const attackerProgram = resolve(import.meta.dirname, '../support/dns/tcp-attacker-program.js');
const mebi = 2 ** 20;
/** The daemon's own limit, and as much again for what arrives between two samples. */
const unsentMax = 2 * 16 * mebi;
const query = makeQuery('www.example.test');

describe('malicious TCP clients', function () {
  // Five hundred clients four times over take a while on a machine that is busy with other tests.
  this.timeout(120_000);
  const atEnd = runAfterEach();
  let operated: OperatedDaemon;
  let daemon: SpawnedProgram;
  let port: number;

  async function serve(settings: { readonly filesMax?: number } = {}): Promise<void> {
    const text = 'x'.repeat(200);
    operated = new OperatedDaemon();
    daemon = await operated.serve(
      zoneVariables(
        { www: { ips: ['192.0.2.1'], txt: [text, `${text}2`, `${text}3`] } },
        { HEALTHY_DNS_UDP_WORKERS: '1' },
      ),
      settings,
    );
    atEnd(endSpawned);
    port = await operated.dnsPort();
  }

  function attack(kind: Attack, address: string, count: number): ProgramPipe {
    const child = spawn(process.execPath, [attackerProgram, String(port), address, String(count), kind], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const pipe = new ProgramPipe(child);
    atEnd(() => pipe.end());
    return pipe;
  }

  const connect = (): TcpClient => {
    const client = new TcpClient(port);
    atEnd(() => client.close());
    return client;
  };
  async function ask(client: TcpClient): Promise<void> {
    client.send(query);
    if ((await client.receive()) === undefined) throw new Error('the good client was cut off');
  }
  const unsentOctets = () => sum(listKernelSockets(port).map((socket) => socket.unsentOctets));
  const orphanedOctets = () =>
    sum(
      listKernelSockets(port)
        .filter(({ isOrphan }) => isOrphan)
        .map((socket) => socket.unsentOctets),
    );
  const openFiles = () => readdirSync(`/proc/${daemon.pid}/fd`).length;
  const residentOctets = () =>
    1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${daemon.pid}/status`, 'latin1'))?.[1]);

  it('cost a bounded amount of memory when they do not read, round after round, and none when they are gone', async () => {
    await serve();
    const filesBefore = openFiles();
    const residentBefore = residentOctets();
    const good = connect();
    await ask(good);
    let unsentMost = 0;
    let orphanedMost = 0;
    const attackers: ProgramPipe[] = [];
    for (let round = 0; round < 4; round++) {
      const kind = round % 2 === 0 ? 'deaf' : 'deaf-half-closed';
      const answeredBefore = (await operated.status()).queries.tcp;
      attackers.push(attack(kind, `127.0.1.${round}`, 256), attack(kind, `127.0.2.${round}`, 256));
      // Until they have been given all they may have, and a little longer for the daemon to react.
      let answered = 0;
      let lastGrowthAt = performance.now();
      await until(
        'nothing more is sent to them',
        async () => {
          await ask(good);
          unsentMost = Math.max(unsentMost, unsentOctets());
          orphanedMost = Math.max(orphanedMost, orphanedOctets());
          const { tcp } = (await operated.status()).queries;
          if (tcp > answered + 100) lastGrowthAt = performance.now();
          answered = tcp;
          return tcp > answeredBefore + 10_000 && performance.now() - lastGrowthAt > 500;
        },
        60_000,
      );
    }
    expect(unsentMost).to.be.within(mebi, unsentMax);
    expect(orphanedMost).to.equal(0);
    expect(residentOctets() - residentBefore).to.be.below(96 * mebi);
    await Promise.all(attackers.map((attacker) => attacker.end()));
    await until('the attackers are gone', () => unsentOctets() === 0 && openFiles() <= filesBefore + 1);
    await ask(good);
  });

  it('take turns with everyone else when hundreds pipeline beside hundreds that do not read', async () => {
    await serve();
    let good = connect();
    /** With all places taken it may not be idle for long. */
    const askAgain = async () => {
      good.send(query);
      if ((await good.receive()) !== undefined) return;
      good = connect();
      await ask(good);
    };
    attack('deaf', '127.0.1.1', 200);
    const attackers = [attack('pipelining', '127.0.2.1', 250), attack('pipelining', '127.0.3.1', 250)];
    await until('they are all at it', async () => {
      await askAgain();
      const octets = await Promise.all(attackers.map((attacker) => attacker.ask('how much?')));
      return octets.every((count) => Number(count) > 100_000);
    });
    const before = (await operated.status()).queries.tcp;
    const asked = 30;
    for (let i = 0; i < asked; i++) {
      await askAgain();
      await ask(connect());
      if (i % 10 === 0) expect((await queryUdp(port, 'www.example.test')).answers).to.have.length(1);
    }
    const answered = (await operated.status()).queries.tcp - before;
    // Answered after everything that the others had sent, it would be a hundred times as much.
    expect(answered / asked).to.be.within(10, 100_000);
  });

  it('get only their own share of descriptors, and do not keep the daemon busy asking for more', async () => {
    // Node needs more than a hundred to load a program.
    const filesMax = 180;
    await serve({ filesMax });
    const filesBefore = openFiles();
    const attacker = attack('deaf', '127.0.1.1', 300);
    await until('they have some', () => openFiles() >= filesBefore + 4);
    const cpuMs = () => cpuTicks(daemon.pid) * 10;
    const [startMs, cpuStartMs] = [performance.now(), cpuMs()];
    let most = 0;
    await until('some time has passed', () => {
      most = Math.max(most, openFiles());
      return performance.now() - startMs > 1500;
    });
    expect((cpuMs() - cpuStartMs) / (performance.now() - startMs)).to.be.below(0.5);
    // Probes, commands and a reload use theirs of those that are left.
    expect(most).to.be.below(filesMax - 10);
    expect((await queryUdp(port, 'www.example.test')).answers).to.have.length(1);
    await attacker.end();
    await until('the descriptors are back', () => openFiles() <= filesBefore);
    await ask(connect());
    expect((await operated.status()).queries.tcp).to.be.above(0);
    expect(daemon.hasEnded).to.equal(false);
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** User and system, in hundredths of a second (proc(5), /proc/pid/stat). */
function cpuTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
