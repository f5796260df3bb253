// Addresses and checks that many names share.

import { expect } from 'chai';
import { Findings, printFinding } from '../../../src/config/findings/finding.ts';
import { KnownCandidates } from '../../../src/config/names/known-candidates.ts';
import { configOf } from '../../support/daemon/read-findings.ts';

function known() {
  const findings = new Findings();
  const { health, timing } = configOf();
  const candidates = new KnownCandidates({ health, ttlSeconds: timing.addressTtlSeconds }, findings);
  return { candidates, messages: () => findings.all.map(printFinding) };
}

describe('KnownCandidates', () => {
  it('makes one plan of a port, and one candidate of an address with the same plan', () => {
    const { candidates } = known();
    const plan = candidates.planForPort(80);
    expect(candidates.planForPort(80)).to.equal(plan);
    const first = candidates.find(() => 'a', '192.0.2.1', plan);
    expect(candidates.find(() => 'b', '192.0.2.1', plan)).to.equal(first);
    expect(candidates.find(() => 'c', '192.0.2.1', candidates.planForPort(81))).not.to.equal(first);
    expect(candidates.find(() => 'd', '192.0.2.1', undefined)).not.to.have.property('check');
  });

  it('reads a check once, unless there is something to say of it', () => {
    const { candidates, messages } = known();
    const good = { type: 'tcp', port: 80 };
    expect(candidates.readCheck('a', good)).to.equal(candidates.readCheck('b', { ...good }));
    const odd = { ...good, interval: 3600 };
    candidates.readCheck('c', odd);
    candidates.readCheck('d', odd);
    expect(messages().map((message) => message.slice(0, 19))).to.deep.equal([
      'warning: c.interval',
      'warning: d.interval',
    ]);
  });

  it('says where each text stands that is not an address', () => {
    const { candidates, messages } = known();
    for (const path of ['a', 'b']) expect(candidates.find(() => path, 'x', undefined)).to.equal(undefined);
    expect(messages()).to.deep.equal([
      'error: a: "x" is not an IPv4 or IPv6 address',
      'error: b: "x" is not an IPv4 or IPv6 address',
    ]);
  });

  it('refuses an address whose family has no source in the check, also within others', () => {
    const { candidates, messages } = known();
    const probe = { type: 'tcp', port: 80, source: '192.0.2.9' };
    const plan = candidates.readCheck('check', { any: [{ not: probe }] });
    expect(candidates.find(() => 'a', '192.0.2.1', plan)?.address.text).to.equal('192.0.2.1');
    expect(candidates.find(() => 'b', '2001:db8::1', plan)).to.equal(undefined);
    expect(messages()).to.deep.equal([
      'error: b: "2001:db8::1" is IPv6, but the check has no IPv6 "source"; name one of each family',
    ]);
  });
});
