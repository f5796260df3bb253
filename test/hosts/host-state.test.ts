// What a lookup changes about a host, and when it is looked up again.

import { expect } from 'chai';
import type { Family, FamilyOutcome } from '../../src/hosts/host-outcome.ts';
import { type HostState, stepHost, unknownHost } from '../../src/hosts/host-state.ts';
import { parseIpAddress } from '../../src/wire/ip-address.ts';

const addressOf = (text: string) => {
  const address = parseIpAddress(text);
  if (address === undefined) throw new Error(text);
  return address;
};
const found = (ttlSeconds: number, ...texts: string[]): FamilyOutcome => ({
  kind: 'found',
  addresses: texts.map(addressOf),
  ttlSeconds,
});
const absent = (ttlSeconds: number): FamilyOutcome => ({ kind: 'absent', ttlSeconds });
const failed: FamilyOutcome = { kind: 'failed', reason: 'no answer' };
const now = 1_700_000_000;

function step(before: HostState, four: FamilyOutcome, six: FamilyOutcome = absent(0), atSeconds = now) {
  const outcome = new Map<Family, FamilyOutcome>([
    [4, four],
    [6, six],
  ]);
  const { state, againMs } = stepHost(before, outcome, atSeconds);
  return { state, texts: state.addresses.map(({ text }) => text), againMs };
}

describe('stepHost', () => {
  const { state: known } = step(unknownHost, found(60, '192.0.2.1', '192.0.2.2'), found(60, '2001:db8::1'));

  const ttls: readonly (readonly [
    what: string,
    four: FamilyOutcome,
    six: FamilyOutcome,
    againSeconds: number,
  ])[] = [
    ['when the TTL ends', found(60, '192.0.2.1'), absent(0), 60],
    ['when the first of two ends', found(60, '192.0.2.1'), found(30, '2001:db8::1'), 30],
    ['when the absence of a family ends, if it has an end', found(60, '192.0.2.1'), absent(20), 20],
    ['after five seconds although the TTL is 0', found(0, '192.0.2.1'), absent(0), 5],
    ['after an hour although the TTL is a week', found(604_800, '192.0.2.1'), absent(604_800), 3600],
    ['after a second when it failed', failed, failed, 1],
    ['after a second when a family failed', found(60, '192.0.2.1'), failed, 1],
    ['after a minute when it is absent for a day', absent(86_400), absent(86_400), 60],
    ['after five seconds when nobody says for how long it is absent', absent(0), absent(0), 5],
  ];
  for (const [what, four, six, againSeconds] of ttls)
    it(`looks again ${what}`, () =>
      expect(step(unknownHost, four, six).againMs).to.equal(againSeconds * 1000));

  it('waits longer with each failure, but no longer than half a minute', () => {
    const waits: number[] = [];
    let state = known;
    for (let round = 0; round < 8; round++) {
      const next = step(state, failed, failed);
      waits.push(next.againMs / 1000);
      ({ state } = next);
    }
    expect(waits).to.deep.equal([1, 2, 4, 8, 16, 30, 30, 30]);
    expect(step(state, found(60, '192.0.2.1')).state.failures).to.equal(0);
  });

  it('keeps the very same addresses when they are found in another order', () => {
    const { state } = step(
      known,
      found(60, '192.0.2.2', '192.0.2.1', '192.0.2.2'),
      found(60, '2001:db8::1'),
      now + 9,
    );
    expect(state.addresses).to.equal(known.addresses);
    expect(state.sinceSeconds).to.equal(now);
  });

  it('keeps all addresses while lookups fail, and says since when', () => {
    const { state } = step(step(known, failed, failed, now + 1).state, failed, failed, now + 2);
    expect(state.addresses).to.equal(known.addresses);
    expect(state.problem).to.deep.equal({ reason: 'no answer', sinceSeconds: now + 1 });
    expect(step(state, found(60, '192.0.2.1')).state.problem).to.equal(undefined);
  });

  it('keeps the addresses of the family that failed', () => {
    expect(step(known, found(60, '192.0.2.9'), failed).texts).to.deep.equal(['192.0.2.9', '2001:db8::1']);
  });

  it('keeps both families while one fails and the other is said to be absent', () => {
    expect(step(known, absent(60), failed).state.addresses).to.equal(known.addresses);
  });

  it('gives up a family that is absent beside one that is found', () => {
    expect(step(known, found(60, '192.0.2.1'), absent(60)).texts).to.deep.equal(['192.0.2.1']);
  });

  it('believes that all addresses are gone when it is told so three times in a row', () => {
    const first = step(known, absent(60), absent(60));
    const second = step(first.state, absent(60), absent(60));
    expect(second.state.addresses).to.equal(known.addresses);
    expect(step(second.state, absent(60), absent(60)).texts).to.deep.equal([]);
    const interrupted = step(step(second.state, failed, failed).state, absent(60), absent(60));
    expect(interrupted.state.addresses).to.equal(known.addresses);
  });

  it('changes nothing when a host that was never found is absent', () => {
    expect(step(unknownHost, absent(60)).state.addresses).to.equal(unknownHost.addresses);
  });

  it('takes 32 addresses, half of each family if both have that many', () => {
    const many = (count: number, prefix: string) =>
      Array.from({ length: count }, (_, at) => `${prefix}${at + 1}`);
    const four = found(60, ...many(200, '192.0.2.'));
    const families = (six: FamilyOutcome) => {
      const { state } = step(unknownHost, four, six);
      expect(state.isCut).to.equal(true);
      return [4, 6].map((family) => state.addresses.filter((address) => address.family === family).length);
    };
    expect(families(absent(0))).to.deep.equal([32, 0]);
    expect(families(found(60, '2001:db8::1'))).to.deep.equal([31, 1]);
    expect(families(found(60, ...many(100, '2001:db8::')))).to.deep.equal([16, 16]);
    expect(
      step(unknownHost, found(60, '192.0.2.1'), found(60, ...many(100, '2001:db8::'))).texts,
    ).to.have.length(32);
  });
});
