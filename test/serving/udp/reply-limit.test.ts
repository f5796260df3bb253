// The limit on replies by both engines: one for all threads, and for the datagrams that really came.

import { expect } from 'chai';
import { Snapshot } from '../../../src/answers/snapshot.ts';
import { decideAllHealthy } from '../../../src/health/deciding/decide.ts';
import { buildZones } from '../../../src/publishing/build-zones.ts';
import { ReplyKind } from '../../../src/serving/answering/network-limit.ts';
import { Counter, CounterTable, countAt } from '../../../src/serving/counters.ts';
import { type ReplyLimit, usualPolicy } from '../../../src/serving/policy.ts';
import { Rules } from '../../../src/serving/rules/rules.ts';
import { shareRules } from '../../../src/serving/rules/shared-rules.ts';
import { createBatchEngine } from '../../../src/serving/udp/batch-engine.ts';
import { createDgramEngine } from '../../../src/serving/udp/dgram-engine.ts';
import type { UdpEngine, UdpSocket } from '../../../src/serving/udp/udp-engine.ts';
import type { IpAddress } from '../../../src/wire/ip-address.ts';
import { requireLibc } from '../../support/daemon/test-libc.ts';
import { clientAt } from '../../support/dns/client-at.ts';
import { askUdp, makeQuery, readReply } from '../../support/dns/dns-client.ts';
import { configureFuzzedZone } from '../../support/dns/fuzzed-zone.ts';
import { makeDesk } from '../../support/dns/make-desk.ts';

const limit: ReplyLimit = { perSecond: 100, slip: 1, ipv4Bits: 24, ipv6Bits: 56, exempt: [] };
const query = makeQuery('www.example.test');
/** Far beyond what a window holds. */
const much = 1000;

for (const name of ['dgram', 'batch'] as const) {
  describe(`the ${name} engine, with a limit on replies`, () => {
    let counters: CounterTable;
    let rules: Rules;
    let engine: UdpEngine;
    const open: UdpSocket[] = [];

    beforeEach(async () => {
      counters = new CounterTable();
      const snapshot = new Snapshot();
      snapshot.replace(buildZones(configureFuzzedZone(), decideAllHealthy, 1));
      rules = new Rules(shareRules());
      apply({ ...limit });
      const parts = { snapshot, mainRow: counters.addRow(), desk: makeDesk(), rules };
      if (name === 'dgram') engine = createDgramEngine(parts);
      else {
        const onDeath = (error: Error) => {
          throw error;
        };
        const libc = await requireLibc();
        const created = await createBatchEngine({ ...parts, libc, counters, workerCount: 2, onDeath });
        if (!created.ok) throw new Error(created.problem);
        engine = created.value;
      }
    });

    afterEach(async () => {
      await engine.stop();
      await Promise.all(open.splice(0).map((socket) => socket.close()));
    });

    function apply(replyLimit: ReplyLimit | undefined): void {
      const policy = { ...usualPolicy, replyLimit };
      rules.apply(policy);
      engine?.apply(policy);
    }

    async function listen(address: IpAddress): Promise<number> {
      const result = await engine.open({ address, port: 0 });
      if (!result.ok) throw new Error(result.problem.code);
      open.push(result.value);
      await engine.serve([result.value]);
      return result.value.endpoint.port;
    }

    /** As if so many replies had just gone there. */
    function owe(address: string, replies: number, kind: number = ReplyKind.answer): void {
      rules.tick();
      for (let i = 0; i < replies; i++) rules.debts.charge(clientAt(address), kind, 1);
    }

    const isSlip = async (port: number) => readReply(await askUdp(port, query)).isTruncated;

    it('limits what any thread answers by what all of them have answered', async () => {
      const port = await listen({ family: 4, text: '127.0.0.1' });
      expect(await isSlip(port)).to.equal(false);
      owe('127.0.0.200', much);
      // From ports of their own: the kernel spreads them over both workers.
      for (let i = 0; i < 20; i++) expect(await isSlip(port)).to.equal(true);
      expect(countAt(counters.sum(), Counter.slipped)).to.equal(20);
    });

    it('tells all threads what it has answered', async () => {
      apply({ ...limit, perSecond: 1 });
      const port = await listen({ family: 4, text: '127.0.0.1' });
      for (let i = 0; i < 10; i++) await askUdp(port, query);
      rules.tick();
      expect(rules.debts.charge(clientAt('127.0.0.200'), ReplyKind.answer, 1)).to.equal(true);
      expect(rules.debts.charge(clientAt('127.0.1.200'), ReplyKind.answer, 1)).to.equal(false);
    });

    it('limits IPv6', async () => {
      const port = await listen({ family: 6, text: '::1' });
      owe('::2', much);
      expect(readReply(await askUdp(port, query, { address: '::1' })).isTruncated).to.equal(true);
    });

    it('limits one kind of reply and not the others', async () => {
      const port = await listen({ family: 4, text: '127.0.0.1' });
      owe('127.0.0.1', much, ReplyKind.absentName);
      expect(await isSlip(port)).to.equal(false);
      const absent = makeQuery('absent.example.test');
      expect(readReply(await askUdp(port, absent))).to.deep.include({ isTruncated: true, code: 3 });
    });

    it('goes by a new policy from the next datagram on', async () => {
      const port = await listen({ family: 4, text: '127.0.0.1' });
      owe('127.0.0.1', much);
      expect(await isSlip(port)).to.equal(true);
      apply(undefined);
      expect(await isSlip(port)).to.equal(false);
      apply(limit);
      expect(await isSlip(port)).to.equal(true);
      // Another length makes another network of it, which owes nothing.
      apply({ ...limit, ipv4Bits: 16 });
      expect(await isSlip(port)).to.equal(false);
    });
  });
}
