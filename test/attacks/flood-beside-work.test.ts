// A flood over UDP that takes every processor it can get, while the daemon probes, publishes, transfers, takes updates and
// answers its operator: all of it goes on. What it cost in time is printed.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { type AttackedDaemon, startAttackedDaemon } from '../support/attacks/attacked-daemon.ts';
import { tell } from '../support/attacks/tell.ts';
import { endSpawned } from '../support/daemon/spawn-daemon.ts';
import { askTcp, makeQuery, queryTcp } from '../support/dns/dns-client.ts';
import { makeUpdate } from '../support/dns/make-update.ts';
import { addressesOf } from '../support/dns/steady-queries.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { transferZone } from '../support/secondaries/transfer-zone.ts';
import { until } from '../support/until.ts';
import { signByHand } from '../support/updates/sign-by-hand.ts';

const floodProgram = resolve(import.meta.dirname, '../support/dns/flood.js');
const floodSeconds = 6;
const roundsMin = 5;

describe('A flood over UDP', () => {
  const atEnd = runAfterEach();
  let daemon: AttackedDaemon;

  beforeEach(async () => {
    daemon = await startAttackedDaemon({ isSigned: true });
    atEnd(async () => {
      await daemon.stop();
      await endSpawned();
    });
  });

  it('leaves probes, verdicts, transfers, updates and status as they are, but for their time', async () => {
    const { operated, port, key, targets } = daemon;
    const quiet = await measureWork(daemon, () => true);
    const flood = fork(floodProgram, [String(port), String(floodSeconds)], { execArgv: [] });
    const flooded = once(flood, 'exit');
    atEnd(() => void flood.kill('SIGKILL'));
    const before = (await operated.status()).queries.udp;
    await until('it is flooded', async () => (await operated.status()).queries.udp > before + 10_000);
    const probed = targets[0].accepted;
    const startMs = performance.now();
    const busy = await measureWork(daemon, () => performance.now() - startMs > (floodSeconds * 1000) / 3);
    const lateMs = await measureVerdict(daemon);
    const probesDue = (performance.now() - startMs) / daemon.probeIntervalMs;
    const probes = targets[0].accepted - probed;
    const { queries, targets: verdicts } = await operated.status();
    await flooded;
    tell('without and with the flood, longest of each in ms', {
      status: `${quiet.status.toFixed(0)} and ${busy.status.toFixed(0)}`,
      update: `${quiet.update.toFixed(0)} and ${busy.update.toFixed(0)}`,
      transfer: `${quiet.transfer.toFixed(0)} and ${busy.transfer.toFixed(0)}`,
      'TCP query': `${quiet.query.toFixed(0)} and ${busy.query.toFixed(0)}`,
      'verdict served after': lateMs,
      probes: `${probes} of ${probesDue.toFixed(0)} due`,
      'queries answered meanwhile': queries.udp - before,
    });
    // One is down because the test took it down; the flood took none.
    expect(verdicts).to.include({ total: 2, up: 1 });
    expect(probes).to.be.above(probesDue / 4);
    expect(daemon.program.output).not.to.match(/"event":"(bug|watchdog)/);
    const { answers } = await queryTcp(port, `t0.dyn.example.test`, { type: 16 });
    expect(answers).to.have.length(1);
    expect(key.name).to.equal('attacked');
  });
});

interface Work {
  status: number;
  update: number;
  transfer: number;
  query: number;
}

let updates = 0;

/** Rounds of all kinds of work until that is enough; the longest of each in milliseconds. */
async function measureWork({ operated, port, key }: AttackedDaemon, isEnough: () => boolean): Promise<Work> {
  const longest: Work = { status: 0, update: 0, transfer: 0, query: 0 };
  const timed = async (what: keyof Work, act: () => Promise<void>) => {
    const startMs = performance.now();
    await act();
    longest[what] = Math.max(longest[what], performance.now() - startMs);
  };
  for (let round = 0; round < roundsMin || !isEnough(); round++) {
    await timed('status', async () => {
      expect((await operated.status()).targets.total).to.equal(2);
    });
    await timed('update', async () => {
      const message = makeUpdate({ update: [`add t${updates++}.dyn.example.test. 60 TXT "x"`] });
      const { octets } = signByHand(message, { key, nowSeconds: Math.floor(Date.now() / 1000) });
      expect((await askTcp(port, octets))?.readUInt8(3)).to.satisfy((flags: number) => (flags & 0x0f) === 0);
    });
    await timed('transfer', async () => {
      expect(await transferZone('example.test', { port, key })).to.have.length.above(3000);
    });
    await timed('query', async () => {
      const reply = await askTcp(port, makeQuery('plain.example.test'));
      expect(reply?.readUInt16BE(6)).to.equal(1);
    });
  }
  return longest;
}

/** Until a backend that went down is answered no more. */
async function measureVerdict({ port, targets: [dies, stays] }: AttackedDaemon): Promise<number> {
  const startMs = performance.now();
  await dies.takeDown();
  await until('the one that died is gone', async () => {
    return addressesOf(await queryTcp(port, 'www.example.test')).join() === stays.address;
  });
  return performance.now() - startMs;
}
