// Whatever configuration lets through can be compiled: the largest answers, and more than an answer can hold.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { decideAllHealthy } from '../../src/health/deciding/decide.ts';
import { buildZones } from '../../src/publishing/build-zones.ts';
import { makeQuery } from '../support/dns/dns-client.ts';
import { createOctetsAnswerer } from '../support/dns/octets-answerer.ts';
import { walkMessage } from '../support/dns/walk-message.ts';

const longLabel = 'l'.repeat(63);
const addressesMax = 2000;

function manyAddresses(network: number): string[] {
  return Array.from({ length: addressesMax }, (_, i) => `2001:db8:${network}::${(i + 1).toString(16)}`);
}

interface Given {
  readonly ns: readonly string[];
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly zone?: string;
}

/** The reply over TCP, or nothing when the configuration was refused: that is an answer as well. */
function answerOf({ ns, names, zone = 'example.test' }: Given, name: string, type: number) {
  const given = { 'hosted-zone': zone, ns: JSON.stringify(ns), 'zone-resolutions': JSON.stringify(names) };
  const config = readConfig(given, {});
  if (!config.ok) return undefined;
  const snapshot = new Snapshot();
  snapshot.replace(buildZones(config.value, decideAllHealthy, 1));
  const reply = Buffer.alloc(65_535);
  const query = makeQuery(name, { type, edns: {} });
  const octets = createOctetsAnswerer('tcp')(snapshot.image, query, query.length, reply);
  const { records, flags } = walkMessage(reply.subarray(0, octets));
  const count = (section: string) => records.filter((record) => record.section === section).length;
  return {
    answers: count('answer'),
    additionals: count('additional') - 1,
    isTruncated: (flags & 0x0200) !== 0,
  };
}

describe('buildImage', () => {
  it('holds the most addresses that a name may have, under the longest name', () => {
    const owner = `${longLabel}.${longLabel}.${longLabel}.${'m'.repeat(48)}`;
    const given = {
      ns: ['ns.elsewhere.test'],
      names: { [owner]: manyAddresses(1), '*.w': manyAddresses(2) },
    };
    const whole = { answers: addressesMax, additionals: 0, isTruncated: false };
    expect(answerOf(given, `${owner}.example.test`, 28)).to.deep.equal(whole);
    expect(answerOf(given, `${owner.slice(4)}.w.example.test`, 28)).to.deep.equal(whole);
  });

  it('leaves addresses of name servers out that a message cannot hold, and answers with the name servers', () => {
    const given = {
      ns: ['ns1.example.test', 'ns2.example.test', 'ns3.example.test'],
      names: { ns1: manyAddresses(1), ns2: manyAddresses(2), ns3: ['192.0.2.1'] },
    };
    const answer = answerOf(given, 'example.test', 2);
    expect(answer).to.include({ answers: 3, isTruncated: false });
    expect(answer?.additionals).to.be.at.least(addressesMax);
  });

  it('holds as many name servers as configuration lets through, however long their names are', () => {
    for (const count of [13, 100, 300, 1000]) {
      const ns = Array.from(
        { length: count },
        (_, i) => `${longLabel}.${longLabel}.${longLabel}.n${i}.elsewhere.test`,
      );
      const answer = answerOf({ ns, names: {} }, 'example.test', 2);
      if (count === 13) expect(answer).to.include({ answers: 13 });
      else if (answer !== undefined) expect(answer).to.include({ answers: count });
    }
  });

  it('holds the largest zone that fits beside nothing: a name server for the apex, of the longest names', () => {
    const zone = `${longLabel}.${longLabel}.${longLabel}.${'z'.repeat(50)}`;
    const given = { zone, ns: [zone, `n.${zone}`], names: { '@': manyAddresses(1), n: ['192.0.2.1'] } };
    expect(answerOf(given, zone, 2)).to.include({ answers: 2, isTruncated: false });
    expect(answerOf(given, zone, 28)).to.include({ answers: addressesMax });
  });
});
