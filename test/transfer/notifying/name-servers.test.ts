// Name servers of a zone as followers: their addresses come from our own zones or from lookups, and move.

import { expect } from 'chai';
import type { HostOutcome } from '../../../src/hosts/host-outcome.ts';
import { parseIpAddress } from '../../../src/wire/ip-address.ts';
import { nameOf } from '../../support/dns/make-zone.ts';
import { ScriptedNetwork } from '../../support/dns/scripted-network.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { runAfterEach } from '../../support/run-after-each.ts';
import { until } from '../../support/until.ts';
import { FollowedWorld } from '../../support/worlds/followed-world.ts';

const byServers = { allow: [], notify: [], notifiesServers: true };
const apex = nameOf('example.test');

function found(...texts: readonly string[]): HostOutcome {
  const addresses = texts.map((text) => parseIpAddress(text) ?? expect.fail());
  return new Map([[4 as const, { kind: 'found' as const, addresses, ttlSeconds: 300 }]]);
}

describe('name servers that follow', () => {
  const atEnd = runAfterEach();

  function follow(
    ns: readonly string[],
    addresses: Record<string, string[]>,
    lookUp: (host: string) => Promise<HostOutcome>,
  ) {
    const clock = new FakeClock();
    const network = new ScriptedNetwork(() => clock.monotonicMs());
    const asked: string[] = [];
    const world = new FollowedWorld({
      transfer: byServers,
      ns,
      addresses,
      clock,
      openSockets: network.open,
      lookUp: (host) => {
        asked.push(host);
        return lookUp(host);
      },
    });
    atEnd(() => world.stop());
    const labels = () => world.followers.secondaries.ofZone(apex).map(({ label }) => label);
    return { world, clock, asked, labels };
  }

  it('are not looked up when they are in our own zones', () => {
    const { asked, labels, clock } = follow(
      ['ns1.example.test', 'ns2.example.test'],
      { ns1: ['192.0.2.1'], ns2: ['192.0.2.2'] },
      () => Promise.reject(new Error('nobody asks')),
    );
    clock.advance(1000);
    expect([labels(), asked]).to.deep.equal([['192.0.2.2:53'], []]);
  });

  it('are looked up elsewhere, and until then nobody knows what they have', async () => {
    const { world, clock, asked, labels } = follow(['ns1.elsewhere.test', 'ns2.elsewhere.test'], {}, () =>
      Promise.resolve(found('198.51.100.2')),
    );
    expect(world.followers.haveSinceMs(apex, 1)).to.equal(undefined);
    clock.advance(1000);
    await until('it is found', () => labels().length > 0);
    expect(labels()).to.deep.equal(['198.51.100.2:53']);
    expect(asked).to.deep.equal(['ns2.elsewhere.test.']);
  });

  it('that cannot be looked up hold up nothing', async () => {
    const { world, clock, labels } = follow(['ns1.elsewhere.test', 'ns2.elsewhere.test'], {}, () =>
      Promise.resolve(new Map([[4 as const, { kind: 'failed' as const, reason: 'no network' }]])),
    );
    clock.advance(60_000);
    await until('that is known', () => {
      clock.advance(1000);
      return world.followers.haveSinceMs(apex, 1) === 0;
    });
    expect(labels()).to.deep.equal([]);
  });

  it('are others when the zone says so', () => {
    const { world, labels } = follow(
      ['ns1.example.test', 'ns2.example.test'],
      { ns1: ['192.0.2.1'], ns2: ['192.0.2.2'] },
      () => Promise.reject(new Error('nobody asks')),
    );
    world.addresses = { ns1: ['192.0.2.1'], ns2: ['192.0.2.3'] };
    world.change(2);
    expect(labels()).to.deep.equal(['192.0.2.3:53']);
    world.withdraw('example.test');
    expect(labels()).to.deep.equal([]);
  });
});
