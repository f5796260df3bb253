// What is published, signed and unsigned, while names lose their addresses, fall back to backups or to their all-down
// policy, and recover.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { Decider } from '../../src/health/deciding/decider.ts';
import { LastHealthy } from '../../src/health/deciding/last-healthy.ts';
import { targetsOf } from '../../src/health/deciding/resolution.ts';
import type { Verdict } from '../../src/health/step-state.ts';
import type { Target } from '../../src/health/target.ts';
import type { LoadedZone } from '../../src/publishing/loaded-zone.ts';
import { Publisher } from '../../src/publishing/publisher.ts';
import { readIpAddress } from '../../src/wire/ip-address.ts';
import { RecordType } from '../../src/wire/protocol.ts';
import { findRRset } from '../../src/zone/zone.ts';
import { configOf, groupsOf } from '../support/daemon/read-findings.ts';
import { signingKey } from '../support/dns/make-signing-key.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { verifyZone } from '../support/dns/verify-zone.ts';
import { FakeClock } from '../support/fake-clock.ts';

const checked = (...hosts: number[]) => ({ ips: hosts.map((host) => `192.0.2.${host}`), health_port: 80 });
const names = {
  empty: checked(1, 2),
  all: { ...checked(1, 2), when_all_down: 'all' },
  last: { ...checked(1, 2, 3), when_all_down: 'last' },
  sorry: { ...checked(1, 2), when_all_down: ['198.51.100.1', '2001:db8::1'] },
  panic: { ...checked(1, 2, 3), min_healthy: '60%', when_all_down: 'all' },
  backed: { ...checked(1, 2), backup: ['192.0.2.3'], when_all_down: ['198.51.100.1'] },
};
type Published = Readonly<Record<keyof typeof names, readonly number[]>>;

for (const isSigned of [false, true]) {
  describe(`Publisher, ${isSigned ? 'signing' : 'without a key'}, applies the policies of names`, () => {
    function setUp(lastHealthy = new LastHealthy()) {
      const read = configOf({ 'zone-resolutions': JSON.stringify(names), 'alias-zones': '["alias.test"]' });
      const signing = isSigned ? ({ kind: 'nsec', keys: [signingKey()] } as const) : undefined;
      const config: readonly LoadedZone[] = groupsOf(read, signing);
      const clock = new FakeClock();
      const up = new Set<number>();
      const hostOf = ({ address }: Target) => Number(address.text.split('.')[3]);
      const verdictOf = (target: Target): Verdict => (up.has(hostOf(target)) ? 'up' : 'down');
      const decider = new Decider({ probed: verdictOf, lastHealthy });
      const publisher = new Publisher(new Snapshot(), { clock, decider });
      const targets = read.resolutions.flatMap(targetsOf);

      async function make(...hosts: number[]): Promise<void> {
        const changed = targets.filter((target) => up.has(hostOf(target)) !== hosts.includes(hostOf(target)));
        up.clear();
        for (const host of hosts) up.add(host);
        await publisher.publish({ targets: changed });
      }

      /** The last octets of the IPv4 addresses; fails unless they are the same in both zones. */
      function published(): Published {
        const found = publisher.zones.map((zone, index) =>
          Object.fromEntries(
            Object.keys(names).map((name) => {
              const owner = nameOf(`${name}.${index === 0 ? 'example' : 'alias'}.test`);
              const rrset = findRRset(zone, owner, RecordType.A);
              return [name, (rrset?.rdatas ?? []).map((rdata) => hostOfRdata(rdata)).sort((a, b) => a - b)];
            }),
          ),
        );
        expect(found[1]).to.deep.equal(found[0]);
        return found[0] as Partial<Published> as Published;
      }

      function checkSignatures(): void {
        for (const zone of publisher.zones)
          expect(verifyZone(zone, clock.wall)).to.deep.equal(isSigned ? [] : ['is not signed']);
      }

      return { config, publisher, make, published, checkSignatures, up };
    }

    it('from one outage to the next', async () => {
      const { config, publisher, make, published, checkSignatures, up } = setUp();
      up.add(1).add(2).add(3);
      await publisher.publishAll(config);
      const healthy: Published = {
        empty: [1, 2],
        all: [1, 2],
        last: [1, 2, 3],
        sorry: [1, 2],
        panic: [1, 2, 3],
        backed: [1, 2],
      };
      expect(published()).to.deep.equal(healthy);

      await make(2, 3);
      const half = { empty: [2], all: [2], last: [2, 3], sorry: [2], panic: [2, 3], backed: [2] };
      expect(published()).to.deep.equal(half);

      await make(3);
      const onlyThird = { empty: [], all: [1, 2], last: [3], sorry: [1], panic: [1, 2, 3], backed: [3] };
      expect(published()).to.deep.equal(onlyThird);
      checkSignatures();

      await make();
      expect(published()).to.deep.equal({ ...onlyThird, backed: [1] });
      checkSignatures();
      const serials = publisher.zones.map(({ serial }) => serial);
      await make();
      expect(publisher.zones.map(({ serial }) => serial)).to.deep.equal(serials);

      await make(1, 2, 3);
      expect(published()).to.deep.equal(healthy);
      checkSignatures();
    });

    it('at once when everything goes down together', async () => {
      const { config, publisher, make, published, up } = setUp();
      up.add(1).add(3);
      await publisher.publishAll(config);
      await make();
      expect(published().last).to.deep.equal([1, 3]);
      // A reload in between changes nothing.
      await publisher.publishAll(config);
      expect(published().last).to.deep.equal([1, 3]);
    });

    it('from the start when nothing was ever up', async () => {
      const { config, publisher, published, checkSignatures } = setUp();
      await publisher.publishAll(config);
      expect(published()).to.deep.equal({
        empty: [],
        all: [1, 2],
        last: [1, 2, 3],
        sorry: [1],
        panic: [1, 2, 3],
        backed: [1],
      });
      checkSignatures();
    });
  });
}

function hostOfRdata(rdata: string): number {
  return Number(readIpAddress(Buffer.from(rdata, 'latin1').subarray(-4)).text.split('.')[3]);
}
