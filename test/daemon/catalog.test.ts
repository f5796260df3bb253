// A daemon with a catalog: who may have whole zones learns which there are, and nobody else does.

import { expect } from 'chai';
import { printName } from '../../src/wire/name.ts';
import { printRdata } from '../../src/wire/presentation/print-rdata.ts';
import { RecordType } from '../../src/wire/protocol.ts';
import type { Zone } from '../../src/zone/zone.ts';
import {
  configOf,
  type ReloadableDaemon,
  startReloadableDaemon,
  stopDaemons,
} from '../support/daemon/start-reloadable-daemon.ts';
import { queryUdp } from '../support/dns/dns-client.ts';

type Zones = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const settingsOf = (zones: Zones) => ({
  zone: 'none',
  flags: {
    ns: '["ns.elsewhere.test"]',
    zones: JSON.stringify(zones),
    transfer: '{"allow": ["192.0.2.54"], "notify": ["192.0.2.54"]}',
    catalog: 'catalog.test',
  },
});

function catalogOf({ daemon }: ReloadableDaemon): Zone | undefined {
  return daemon.zones.find(({ apex }) => printName(apex) === 'catalog.test.');
}

/** Members by their labels. */
function membersOf(server: ReloadableDaemon): Record<string, string> {
  const nodes = catalogOf(server)?.nodes;
  const members: Record<string, string> = {};
  for (const name of nodes?.names() ?? [])
    for (const { type, rdatas } of nodes?.get(name) ?? [])
      if (type === RecordType.PTR) members[printRdata(type, rdatas[0] ?? expect.fail())] = printName(name);
  return members;
}

describe('a catalog', () => {
  afterEach(stopDaemons);

  const few = { 'a.test': { aliases: ['alias.test'] }, 'b.test': {} };

  it('has a label for each zone and alias, which stays', async () => {
    const first = membersOf(await startReloadableDaemon(settingsOf(few)));
    expect(Object.keys(first)).to.have.members(['a.test.', 'alias.test.', 'b.test.']);
    for (const name of Object.values(first)) expect(name).to.match(/^[0-9a-f]{32}\.zones\.catalog\.test\.$/);
    expect(new Set(Object.values(first)).size).to.equal(3);
    const second = membersOf(await startReloadableDaemon(settingsOf({ 'c.test': {}, ...few })));
    expect(second).to.deep.include(first);
  });

  it('is of version 2, and names no server', async () => {
    const server = await startReloadableDaemon(settingsOf(few));
    const zone = catalogOf(server) ?? expect.fail('there is no catalog');
    const printed = [...zone.nodes.names()].flatMap((name) =>
      (zone.nodes.get(name) ?? [])
        .filter(({ type }) => type === RecordType.NS || type === RecordType.TXT)
        .map(({ type, rdatas }) => `${printName(name)} ${printRdata(type, rdatas[0] ?? expect.fail())}`),
    );
    expect(printed).to.have.members(['catalog.test. invalid.', 'version.catalog.test. "2"']);
    expect(zone.security).to.equal(undefined);
  });

  it('goes to whom the flags say, but not to name servers that it does not have', () => {
    const { flags } = settingsOf(few);
    const transfer = '{"allow": ["192.0.2.54"], "notify": ["ns", "192.0.2.54"]}';
    const [zone, ...others] = configOf({ zone: 'none', flags: { ...flags, transfer } }).zones.toReversed();
    expect(zone?.isCatalog).to.equal(true);
    expect(zone?.transfer).to.deep.equal({ ...others[0]?.transfer, notifiesServers: false });
  });

  it('leaves out zones that nobody may have', async () => {
    const server = await startReloadableDaemon(settingsOf({ ...few, 'c.test': { transfer: { allow: [] } } }));
    expect(Object.keys(membersOf(server))).to.have.members(['a.test.', 'alias.test.', 'b.test.']);
  });

  it('gets a new serial with a zone that a reload adds, and no other zone does', async () => {
    const server = await startReloadableDaemon(settingsOf(few));
    const before = server.daemon.zones.map(({ apex, serial }) => [printName(apex), serial]);
    const members = membersOf(server);
    expect((await server.reload(settingsOf({ ...few, 'c.test': {} }))).ok).to.equal(true);
    const after = new Map(server.daemon.zones.map(({ apex, serial }) => [printName(apex), serial]));
    const moved = before.filter(([name, serial]) => after.get(String(name)) !== serial).map(([name]) => name);
    expect(moved).to.deep.equal(['catalog.test.']);
    expect(membersOf(server)).to.deep.include(members);
    expect(Object.keys(membersOf(server))).to.have.length(4);
    expect((await server.reload(settingsOf({ ...few, 'c.test': {} }))).ok).to.equal(true);
    expect(catalogOf(server)?.serial).to.equal(after.get('catalog.test.'));
  });

  it('comes and goes with a reload', async () => {
    const { catalog: _, ...without } = settingsOf(few).flags;
    const server = await startReloadableDaemon({ zone: 'none', flags: without });
    const { zones } = server.daemon;
    await server.reload(settingsOf(few));
    expect(catalogOf(server)).to.not.equal(undefined);
    expect(server.daemon.zones.slice(0, zones.length)).to.deep.equal(zones);
    await server.reload({ zone: 'none', flags: without });
    expect(catalogOf(server)).to.equal(undefined);
    expect((await queryUdp(server.port, 'catalog.test', { type: RecordType.SOA })).code).to.equal(5);
  });

  it('is not served without a zone, so that nobody drops what there was', async () => {
    const server = await startReloadableDaemon({
      zone: 'none',
      flags: { transfer: '{"allow": ["192.0.2.54"]}', catalog: 'catalog.test' },
    });
    expect(server.daemon.zones).to.deep.equal([]);
  });

  it('is answered at its apex only', async () => {
    const server = await startReloadableDaemon(settingsOf(few));
    const ask = (name: string, type: number) => queryUdp(server.port, name, { type });
    const soa = await ask('catalog.test', RecordType.SOA);
    expect([soa.code, soa.isAuthoritative, soa.answers.length]).to.deep.equal([0, true, 1]);
    expect((await ask('catalog.test', RecordType.NS)).answers).to.deep.equal([
      'catalog.test 1800 NS invalid',
    ]);
    const hidden = ['zones.catalog.test.', 'version.catalog.test.', ...Object.values(membersOf(server))];
    for (const name of hidden) {
      for (const type of [RecordType.PTR, RecordType.TXT, RecordType.ANY, RecordType.NS]) {
        const reply = await ask(name.slice(0, -1), type);
        expect([reply.code, reply.answers], name).to.deep.equal([3, []]);
        expect(reply.authorities[0]).to.match(/^catalog\.test 30 SOA/);
      }
    }
    expect((await ask('catalog.test', RecordType.ANY)).answers.join()).to.not.include('PTR');
  });

  it('is shown as what it is', async () => {
    const server = await startReloadableDaemon(settingsOf(few));
    const status = server.daemon.status();
    expect(status.zones).to.deep.equal(['a.test.', 'alias.test.', 'b.test.']);
    const { serial: _, serialSinceSeconds: __, ...shown } = status.hostedZones?.at(-1) ?? expect.fail();
    expect(shown).to.deep.equal({
      zone: 'catalog.test.',
      aliases: [],
      signed: false,
      names: 3,
      catalog: true,
    });
    const relative = server.daemon.explain({ name: 'version', ifDown: [] });
    expect(relative.ok && relative.value.name).to.not.equal('version.catalog.test.');
  });
});
