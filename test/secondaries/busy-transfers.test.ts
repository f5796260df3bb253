// Many transfers of a large signed zone, of which some are not read, cut or outlive us: queries do not notice, and whoever
// gets a zone gets one serial of it.

import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { listKernelSockets } from '../support/daemon/kernel-sockets.ts';
import { endSpawned } from '../support/daemon/spawn-daemon.ts';
import { makeQuery, TcpClient } from '../support/dns/dns-client.ts';
import { expectAddresses, startSteadyQueries } from '../support/dns/steady-queries.ts';
import { checkByKzonecheck, needKzonecheck } from '../support/dns/verify-zone-file.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { OurPrimary, type PrimarySettings } from '../support/secondaries/our-primary.ts';
import { needDig, transferZone } from '../support/secondaries/transfer-zone.ts';
import { until } from '../support/until.ts';

const apex = 'large.test';
const nameCount = 10_000;
const transfersAtOnce = 10;
const axfr = 252;
/** What the kernels of both sides buffer is less than the zone. */
const unreadClients = 20;
const cutClients = 50;
/** Transfers of one client wait for each other. */
const elsewhere = '127.0.24.60';
const steadyAddress = '192.0.2.1';

describe('Transfers of a large signed zone', function () {
  this.timeout(180_000);
  const atEnd = runAfterEach();
  let primary: OurPrimary;
  const addressOf = (index: number) => `198.18.${index >> 8}.${index & 0xff}`;
  const indices = Array.from({ length: nameCount }, (_, index) => index);
  const names = Object.fromEntries(indices.map((index) => [`host${index}`, [addressOf(index)]]));
  const settings: PrimarySettings = {
    zones: [{ apex, names: { ...names, ns1: ['192.0.2.53'], steady: [steadyAddress] }, signing: 'nsec' }],
    secondaries: [],
  };

  before(async function () {
    needDig(this);
    primary = await OurPrimary.place();
    await primary.serve(settings);
  });
  after(async () => {
    await primary?.stop();
    await endSpawned();
  });

  function askSteadily() {
    const findFault = expectAddresses(steadyAddress);
    const queries = startSteadyQueries({ port: primary.port, name: `steady.${apex}`, everyMs: 2, findFault });
    atEnd(() => queries.stop());
    return queries;
  }

  /** One address after another goes away and comes back, until it is told to end. */
  function changeSteadily(): () => Promise<void> {
    let isOver = false;
    const ended = (async () => {
      for (let turn = 0; !isOver; turn++) {
        const address = addressOf(turn >> 1);
        if (turn % 2 === 0) await primary.drain(address);
        else await primary.undrain(address);
        await delay(50);
      }
    })();
    return () => {
      isOver = true;
      return ended;
    };
  }

  function beginTransfer(): TcpClient {
    const client = new TcpClient(primary.port);
    client.send(makeQuery(apex, { type: axfr }));
    atEnd(() => client.close());
    return client;
  }

  const descriptorCount = () => readdirSync(`/proc/${primary.pid}/fd`).length;

  it(`${transfersAtOnce} at once are of one serial each while the zone changes, and no query is lost`, async function () {
    needKzonecheck(this);
    const queries = askSteadily();
    const endChanges = changeSteadily();
    const startedMs = performance.now();
    const zones = await Promise.all(
      Array.from({ length: transfersAtOnce }, () => transferZone(apex, { port: primary.port })),
    );
    const tookMs = performance.now() - startedMs;
    await endChanges();
    const { sent, lost, wrong } = await queries.stop();
    process.stdout.write(
      `      ${transfersAtOnce} transfers of ${zones[0]?.length} records in ${tookMs.toFixed(0)} ms, ${sent} queries\n`,
    );
    expect({ lost, wrong }).to.deep.equal({ lost: 0, wrong: [] });
    // The chain of NSEC and all signatures hold only for records of one serial.
    const last = zones.at(-1) ?? [];
    expect(checkByKzonecheck(apex, `${last.join('\n')}\n`)).to.deep.equal([]);
    expect(new Set(zones.map((records) => records.length))).to.deep.equal(new Set([last.length]));
  });

  it('that nobody reads are cut, while others are served', async () => {
    const before = descriptorCount();
    const queries = askSteadily();
    for (let count = 0; count < unreadClients; count++) beginTransfer().socket.pause();
    await until('they all wait', () => listKernelSockets(primary.port).length >= unreadClients);
    expect((await transferZone(apex, { port: primary.port, from: elsewhere })).length).to.be.above(nameCount);
    await until('they are cut', () => descriptorCount() <= before, 120_000);
    const { lost, wrong } = await queries.stop();
    expect({ lost, wrong }).to.deep.equal({ lost: 0, wrong: [] });
  });

  it('that are cut halfway leave nothing behind', async () => {
    const before = descriptorCount();
    for (let count = 0; count < cutClients; count++) {
      const client = beginTransfer();
      expect((await client.receive())?.length).to.be.above(0);
      client.socket.resetAndDestroy();
    }
    await until('their descriptors are closed', () => descriptorCount() <= before);
    expect((await transferZone(apex, { port: primary.port })).length).to.be.above(nameCount);
  });

  it('do not hold up a restart, and go on after it', async () => {
    for (let count = 0; count < transfersAtOnce; count++) beginTransfer().socket.pause();
    await until('they all wait', () => listKernelSockets(primary.port).length >= transfersAtOnce);
    await primary.stop();
    await primary.serve(settings);
    expect((await transferZone(apex, { port: primary.port })).length).to.be.above(nameCount);
  });
});
