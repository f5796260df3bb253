// A secondary that may have a zone asks for it on many connections and reads nothing: it gets the places of one, others get the
// zone, updates are confirmed and clients are answered meanwhile.

import { expect } from 'chai';
import { startAttackedDaemon } from '../support/attacks/attacked-daemon.ts';
import { residentOctetsOf } from '../support/attacks/process-figures.ts';
import { openTcpCrowd } from '../support/attacks/tcp-crowd.ts';
import { tell } from '../support/attacks/tell.ts';
import { endSpawned } from '../support/daemon/spawn-daemon.ts';
import { askTcp, makeQuery } from '../support/dns/dns-client.ts';
import { makeUpdate } from '../support/dns/make-update.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { transferZone } from '../support/secondaries/transfer-zone.ts';
import { until } from '../support/until.ts';
import { signByHand } from '../support/updates/sign-by-hand.ts';

const mebi = 2 ** 20;
const axfr = 252;
const deafCount = 100;

describe('A secondary that does not read', () => {
  const atEnd = runAfterEach();

  it('holds up nobody else, however often it asks', async () => {
    // Signed, it is more than the kernels on both sides buffer.
    const daemon = await startAttackedDaemon({ isSigned: true });
    atEnd(async () => {
      await daemon.stop();
      await endSpawned();
    });
    const { port, key, program, operated } = daemon;
    const nowSeconds = Math.floor(Date.now() / 1000);
    const sign = (message: Uint8Array) => signByHand(message, { key, nowSeconds }).octets;
    const timed = async (act: () => Promise<unknown>) => {
      const startMs = performance.now();
      await act();
      return performance.now() - startMs;
    };
    const transfer = async () => {
      expect(await transferZone('example.test', { port, key })).to.have.length.above(3000);
    };
    const quietMs = await timed(transfer);
    const resident = residentOctetsOf(program.pid);
    const crowd = openTcpCrowd({
      port,
      addresses: ['127.80.1.1'],
      count: deafCount,
      kind: 'deaf',
      deafTo: sign(makeQuery('example.test', { type: axfr })).toString('base64'),
    });
    atEnd(() => crowd.end());
    await until('all of them ask', async () => (await crowd.figures()).opened >= deafCount);
    const update = sign(makeUpdate({ update: ['add kept.dyn.example.test. 60 TXT "x"'] }));
    const updateMs = await timed(async () => {
      expect((await askTcp(port, update))?.readUInt8(3)).to.equal(0);
    });
    const queryMs = await timed(async () => {
      expect((await askTcp(port, makeQuery('plain.example.test')))?.readUInt16BE(6)).to.equal(1);
    });
    const transferMs = await timed(transfer);
    expect((await operated.status()).targets).to.include({ total: 2, up: 2 });
    const more = residentOctetsOf(program.pid) - resident;
    const { opened, closed } = await crowd.figures();
    tell(`${opened} transfers that nobody read, of which ${closed} were cut off`, {
      'ms of a transfer before': quietMs,
      'beside them': transferMs,
      'of an update': updateMs,
      'of a query over TCP': queryMs,
      'MiB more': more / mebi,
    });
    expect(more).to.be.below(96 * mebi);
    expect(program.output).not.to.match(/"event":"bug"/);
  });
});
