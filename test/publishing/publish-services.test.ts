// What a changed verdict does to services, in the zones and in the answers, plain and signed.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import type { Target } from '../../src/health/target.ts';
import { tcpTarget } from '../../src/health/target.ts';
import { buildZones } from '../../src/publishing/build-zones.ts';
import { Publisher } from '../../src/publishing/publisher.ts';
import { replyOctetsMax } from '../../src/serving/transport.ts';
import { printRdata } from '../../src/wire/presentation/print-rdata.ts';
import { RecordType } from '../../src/wire/protocol.ts';
import { findRRset, type Zone } from '../../src/zone/zone.ts';
import { configOf, groupsOf } from '../support/daemon/read-findings.ts';
import { type DecodedReply, decodeReply } from '../support/dns/decode-reply.ts';
import { makeQuery } from '../support/dns/dns-client.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { createOctetsAnswerer } from '../support/dns/octets-answerer.ts';
import { verifyZone } from '../support/dns/verify-zone.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { settingsOf } from '../support/worlds/signed-world.ts';
import { decideBy, deciderBy } from '../support/worlds/verdicts.ts';

const names = {
  a1: { ips: ['192.0.2.1', '2001:db8::1'], health_port: 80 },
  a2: { ips: ['192.0.2.2'], health_port: 80 },
  '_http._tcp': { srv: ['a1', 'a2'].map((target) => ({ target, port: 8080 })), txt: { v: 1 } },
  web: {
    ips: ['192.0.2.3', '2001:db8::3'],
    health_port: 80,
    service: { name: '_http._tcp', port: 8080, txt: ['web'] },
  },
  '*.any': { srv: [{ target: 'a2', port: 1 }] },
};
const all = ['192.0.2.1', '2001:db8::1', '192.0.2.2', '192.0.2.3', '2001:db8::3'];
const zones = ['example.test', 'alias.test'];
const srvType = 33;

function targetOf(address: string) {
  return tcpTarget({ family: address.includes(':') ? 6 : 4, text: address }, 80);
}

async function setUp(kind?: 'nsec' | 'nsec3') {
  const config = configOf({ 'zone-resolutions': JSON.stringify(names), 'alias-zones': '["alias.test"]' });

  const clock = new FakeClock();
  const snapshot = new Snapshot();
  const up = new Set(all);
  const isUp = ({ address }: Target) => up.has(address.text);
  const publisher = new Publisher(snapshot, { clock, decider: deciderBy(isUp) });
  await publisher.publishAll(groupsOf(config, kind === undefined ? undefined : settingsOf(kind)));
  const answer = createOctetsAnswerer('tcp');
  return {
    clock,
    publisher,
    flip: async (...addresses: string[]) => {
      for (const address of addresses) if (!up.delete(address)) up.add(address);
      await publisher.publish({ targets: addresses.map(targetOf) });
    },
    fresh: () => buildZones(config, decideBy(isUp), publisher.serial ?? 0),
    ask: (name: string, type = srvType, dnssecOk = false): DecodedReply => {
      const reply = Buffer.alloc(replyOctetsMax('tcp'));
      const query = makeQuery(name, { type, edns: { dnssecOk } });
      return decodeReply(reply.subarray(0, answer(snapshot.image, query, query.length, reply)));
    },
  };
}

type World = Awaited<ReturnType<typeof setUp>>;

/** Hosts in the SRV records and their additional addresses, names without their zone. */
function placesIn(world: World, service: string, zone: string): { hosts: string[]; addresses: string[] } {
  const { answer, additional } = world.ask(`${service}.${zone}`);
  const cut = (text: string) => text.replace(new RegExp(`\\.${zone}\\.?$`), '');
  return {
    hosts: [...answer].map((record) => cut(record.split(' ').at(-1) ?? '')).sort(),
    addresses: [...additional].map((record) => `${cut(record.split(' ')[0] ?? '')} ${record.split(' ')[3]}`),
  };
}

function complaintsAbout({ publisher, clock }: World): string[] {
  return publisher.zones.flatMap((zone) => verifyZone(zone, clock.wallSeconds()));
}

describe('Publisher of services', () => {
  for (const kind of [undefined, 'nsec', 'nsec3'] as const) {
    describe(kind === undefined ? 'unsigned' : `signed, with ${kind}`, () => {
      let world: World;
      beforeEach(async () => {
        world = await setUp(kind);
      });
      afterEach(() => {
        if (kind !== undefined) expect(complaintsAbout(world)).to.deep.equal([]);
        for (const [index, zone] of world.fresh().entries()) {
          for (const name of zone.nodes.names()) {
            const node = world.publisher.zones[index]?.nodes.get(name) ?? [];
            const plain = node.filter(({ type }) => type < RecordType.DS || type > RecordType.NSEC3PARAM);
            if (name !== zone.apex) expect(plain).to.deep.equal(zone.nodes.get(name));
          }
        }
      });

      for (const zone of zones) {
        it(`publishes hosts and their addresses under the name of ${zone}`, () => {
          expect(placesIn(world, '_http._tcp', zone)).to.deep.equal({
            hosts: ['a1', 'a2'],
            addresses: ['a1 192.0.2.1', 'a1 2001:db8::1', 'a2 192.0.2.2'],
          });
          expect(placesIn(world, '_http._tcp.web', zone)).to.deep.equal({
            hosts: ['ip-192-0-2-3.web', 'ip-2001-db8--3.web'],
            addresses: ['ip-192-0-2-3.web 192.0.2.3', 'ip-2001-db8--3.web 2001:db8::3'],
          });
        });

        it(`keeps a host in ${zone} that lost one of its families`, async () => {
          await world.flip('192.0.2.1');
          expect(placesIn(world, '_http._tcp', zone)).to.deep.equal({
            hosts: ['a1', 'a2'],
            addresses: ['a1 2001:db8::1', 'a2 192.0.2.2'],
          });
        });

        it(`removes a host from ${zone} that lost all addresses, and adds it back`, async () => {
          const before = placesIn(world, '_http._tcp', zone);
          await world.flip('192.0.2.1', '2001:db8::1');
          const without = { hosts: ['a2'], addresses: ['a2 192.0.2.2'] };
          expect(placesIn(world, '_http._tcp', zone)).to.deep.equal(without);
          await world.flip('2001:db8::1');
          await world.flip('192.0.2.1');
          expect(placesIn(world, '_http._tcp', zone)).to.deep.equal(before);
        });

        it(`removes from ${zone} the host made for an address that is down`, async () => {
          await world.flip('192.0.2.3');
          expect(placesIn(world, '_http._tcp.web', zone)).to.deep.equal({
            hosts: ['ip-2001-db8--3.web'],
            addresses: ['ip-2001-db8--3.web 2001:db8::3'],
          });
          expect(world.ask(`ip-192-0-2-3.web.${zone}`, 1).code).to.equal(0);
        });

        it(`answers for all names below a wildcard of ${zone}`, async () => {
          expect(placesIn(world, 'some.thing.any', zone)).to.deep.equal({
            hosts: ['a2'],
            addresses: ['a2 192.0.2.2'],
          });
          await world.flip('192.0.2.2');
          expect(placesIn(world, 'some.thing.any', zone).hosts).to.deep.equal([]);
        });
      }

      it('answers NODATA when no host is left, and keeps the texts', async () => {
        await world.flip('192.0.2.1', '2001:db8::1', '192.0.2.2');
        for (const zone of zones) {
          const { code, answer, authority } = world.ask(`_http._tcp.${zone}`);
          expect([code, answer.size, authority.size]).to.deep.equal([0, 0, 1]);
          expect([...world.ask(`_http._tcp.${zone}`, 16).answer]).to.deep.equal([
            `_http._tcp.${zone} 60 TXT "v=1"`,
          ]);
        }
      });

      it('has one serial for a change of addresses, hosts and services', async () => {
        const { serial } = world.publisher;
        await world.flip('192.0.2.1', '2001:db8::1', '192.0.2.2');
        expect(world.publisher.zones.map((zone) => zone.serial)).to.deep.equal(
          zones.map(() => (serial ?? 0) + 1),
        );
      });
    });
  }

  it('signs SRV and TXT, and hands out the signatures of the additional addresses too', async () => {
    const world = await setUp('nsec');
    const name = '_http._tcp.example.test';
    const types = (records: ReadonlySet<string>) =>
      [...records].map((record) => record.split(' ').slice(2, 4).join(' ')).sort();
    const { answer, additional } = world.ask(name, srvType, true);
    expect(types(answer)).to.deep.equal(['RRSIG SRV', 'SRV 0', 'SRV 0']);
    expect(types(additional)).to.deep.equal([
      ...['A 192.0.2.1', 'A 192.0.2.2', 'AAAA 2001:db8::1'],
      ...['RRSIG A', 'RRSIG A', 'RRSIG AAAA'],
    ]);
    expect(types(world.ask(name, 16, true).answer)).to.deep.equal(['RRSIG TXT', 'TXT "v=1"']);
  });

  it('lists the present types in the NSEC record of a service', async () => {
    const world = await setUp('nsec');
    const typesIn = (zone: Zone | undefined) => {
      const denial = zone?.security?.nodes.get(nameOf('_http._tcp.example.test'))?.denial;
      return printRdata(RecordType.NSEC, denial?.rrset.rdatas[0] ?? ('' as never))
        .split(' ')
        .slice(1);
    };
    expect(typesIn(world.publisher.zones[0])).to.deep.equal(['TXT', 'SRV', 'RRSIG', 'NSEC']);
    await world.flip('192.0.2.1', '2001:db8::1', '192.0.2.2');
    expect(typesIn(world.publisher.zones[0])).to.deep.equal(['TXT', 'RRSIG', 'NSEC']);
  });

  it('keeps the signature of unchanged SRV records', async () => {
    const world = await setUp('nsec');
    const service = nameOf('_http._tcp.example.test');
    const signature = () => {
      const [zone] = world.publisher.zones;
      return zone?.security?.nodes.get(service)?.signatures.get(srvType)?.rdatas[0];
    };
    const before = signature();
    await world.flip('192.0.2.1');
    expect(signature()).to.equal(before);
    await world.flip('2001:db8::1');
    expect(signature()).not.to.equal(before);
    const [zone] = world.publisher.zones;
    expect(zone === undefined ? 0 : findRRset(zone, service, srvType)?.rdatas.length).to.equal(1);
  });
});
