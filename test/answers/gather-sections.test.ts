// Which addresses come along with a service, and how many of them when there are too many.

import { expect } from 'chai';
import { compileAnswer } from '../../src/answers/compile-answer.ts';
import { gatherPositive } from '../../src/answers/gather-sections.ts';
import { printName } from '../../src/wire/name.ts';
import { printRecordType, RecordType } from '../../src/wire/protocol.ts';
import { srvRdata } from '../../src/wire/rdata.ts';
import { makeRRset } from '../../src/wire/rrset.ts';
import { makeZone, nameOf } from '../support/dns/make-zone.ts';
import { manyIpv6 } from '../support/worlds/many-addresses.ts';

const owner = nameOf('_http._tcp.example.test');
const bodyOctetsMax = 0xffff - 12 - 255 - 4 - 11;

function srvOf(targets: readonly string[]) {
  const rdatas = targets.map((target, index) =>
    srvRdata({ priority: 0, weight: 1, port: 1 + index, target: nameOf(target) }),
  );
  return makeRRset(RecordType.SRV, 60, rdatas);
}

describe('gatherPositive of a service', () => {
  const zone = makeZone({
    a1: ['192.0.2.1', '2001:db8::1'],
    a2: ['2001:db8::2'],
    down: [],
    '@': ['192.0.2.9'],
    '*.wild': ['192.0.2.8'],
  });
  const additionalFor = (...targets: string[]) =>
    gatherPositive(zone, owner, srvOf(targets)).additional.map(
      ({ owner: host, rrset }) => `${printName(host)} ${printRecordType(rrset.type)}`,
    );

  it('adds the addresses of each host, of both families', () => {
    expect(additionalFor('a1.example.test', 'a2.example.test', 'example.test')).to.deep.equal([
      'a1.example.test. A',
      'a1.example.test. AAAA',
      'a2.example.test. AAAA',
      'example.test. A',
    ]);
  });

  it('adds those of a host once, however many of its ports there are', () => {
    expect(additionalFor('a2.example.test', 'a2.example.test', 'a2.example.test')).to.deep.equal([
      'a2.example.test. AAAA',
    ]);
  });

  const nothing: readonly (readonly [string, string])[] = [
    ['of another zone', 'a1.elsewhere.test'],
    ['of a zone that ends alike', 'a1.notexample.test'],
    ['without addresses', 'down.example.test'],
    ['that is not there', 'missing.example.test'],
    ['that only a wildcard answers for', 'x.wild.example.test'],
    ['that is the root', '.'],
  ];
  for (const [what, target] of nothing) {
    it(`adds nothing for a host ${what}`, () => expect(additionalFor(target)).to.deep.equal([]));
  }

  it('stops at the last host that a message can hold, and marks where each ends', () => {
    const hosts = Array.from({ length: 500 }, (_, i) => `host${i}`);
    const big = makeZone(
      Object.fromEntries(hosts.map((host, i) => [host, [`10.1.${i >> 8}.${i & 255}`, ...manyIpv6(4)]])),
    );
    const rrset = srvOf(hosts.map((host) => `${host}.example.test`));
    const { body, cuts, additionalCount, answerCount, requiredOctets } = compileAnswer(
      owner,
      gatherPositive(big, owner, rrset),
      'exact',
    );
    expect(answerCount).to.equal(500);
    expect(additionalCount).to.be.within(1000, 2499);
    // The next set, of four IPv6 addresses, would not have fitted.
    expect(body.length).to.be.within(bodyOctetsMax - 4 * 28 - 20, bodyOctetsMax);
    expect(cuts.at(-1)).to.deep.equal({ octets: body.length, additionalCount });
    expect(cuts[0]?.octets).to.be.above(requiredOctets);
    const sizes = cuts.map((cut, i) => cut.additionalCount - (cuts[i - 1]?.additionalCount ?? 0));
    expect(new Set(sizes)).to.deep.equal(new Set([1, 4]));
  });
});
