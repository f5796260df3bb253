// A daemon with several zones: each answers for itself, changes for itself and is signed for itself; targets are shared.

import { expect } from 'chai';
import type { Daemon } from '../../src/daemon/daemon.ts';
import type { LoadedConfig } from '../../src/publishing/loading/load-config.ts';
import { printName } from '../../src/wire/name.ts';
import type { Zone } from '../../src/zone/zone.ts';
import {
  configOf,
  type ReloadableDaemon,
  startReloadableDaemon,
  stopDaemons,
} from '../support/daemon/start-reloadable-daemon.ts';
import { queryUdp } from '../support/dns/dns-client.ts';
import { makeFailingKey } from '../support/dns/failing-key.ts';
import { keyFile, signingFlags } from '../support/dns/key-file.ts';
import { addressesOf } from '../support/dns/steady-queries.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';
import { openBackend } from '../support/worlds/backend.ts';

const nsType = 2;
const dsType = 43;

type Zones = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const flagsFor = (zones: Zones, more: Readonly<Record<string, string>> = {}) => ({
  zone: 'none',
  flags: { ns: '["ns.elsewhere.test"]', zones: JSON.stringify(zones), ...more },
});

function zoneOf(daemon: Daemon, name: string): Zone {
  const zone = daemon.zones.find(({ apex }) => printName(apex) === `${name}.`);
  if (zone === undefined) throw new Error(`${name} is not served`);
  return zone;
}

const hosted = ({ daemon }: ReloadableDaemon) =>
  daemon.status().hostedZones?.map(({ zone, serial: _, serialSinceSeconds: __, ...rest }) => [zone, rest]);

describe('a daemon with several zones', () => {
  afterEach(stopDaemons);

  it('answers for each, and shows each in its status', async () => {
    const server = await startReloadableDaemon(
      flagsFor({
        'a.test': { names: { www: ['192.0.2.1'] }, ttl: 7, aliases: ['alias.test'] },
        'b.test': { names: { www: ['192.0.2.2'], 'x.deep': ['192.0.2.3'] }, 'test-min-interval': 5 },
      }),
    );
    const answer = async (name: string) => (await queryUdp(server.port, name)).answers;
    expect(await answer('www.a.test')).to.deep.equal(['www.a.test 7 A 192.0.2.1']);
    expect(await answer('www.alias.test')).to.deep.equal(['www.alias.test 7 A 192.0.2.1']);
    expect(await answer('www.b.test')).to.deep.equal(['www.b.test 10 A 192.0.2.2']);
    expect((await queryUdp(server.port, 'www.c.test')).code).to.equal(5);
    expect(hosted(server)).to.deep.equal([
      ['a.test.', { aliases: ['alias.test.'], signed: false, names: 2 }],
      ['b.test.', { aliases: [], signed: false, names: 3 }],
    ]);
    expect(server.daemon.status().zones).to.deep.equal(['a.test.', 'alias.test.', 'b.test.']);
    expect(server.events('serving')[0]?.fields).to.deep.include({ zoneCount: 3 });
  });

  it('lets the innermost zone answer, and the one around it refer nobody elsewhere', async () => {
    const { port } = await startReloadableDaemon(
      flagsFor({
        'a.test': { names: { www: ['192.0.2.1'] } },
        'c.a.test': { names: { www: ['192.0.2.2'], ns1: ['192.0.2.53'] }, ns: ['ns1'] },
      }),
    );
    expect(addressesOf(await queryUdp(port, 'www.a.test'))).to.deep.equal(['192.0.2.1']);
    const inner = await queryUdp(port, 'www.c.a.test');
    expect([addressesOf(inner), inner.isAuthoritative]).to.deep.equal([['192.0.2.2'], true]);
    const absent = await queryUdp(port, 'absent.c.a.test');
    expect([absent.code, absent.authorities[0]?.split(' ')[0]]).to.deep.equal([3, 'c.a.test']);
    const servers = await queryUdp(port, 'c.a.test', { type: nsType });
    expect([servers.isAuthoritative, servers.answers.length]).to.deep.equal([true, 1]);
  });

  it('answers for the DS of a signed zone with the one around it', async () => {
    const server = await startReloadableDaemon(
      flagsFor({ 'a.test': {}, 'c.a.test': { 'priv-key-path': keyFile().path } }),
    );
    const ds = await queryUdp(server.port, 'c.a.test', { type: dsType });
    expect(ds.answers.map((record) => record.split(' ').slice(0, 3).join(' '))).to.deep.equal([
      'c.a.test 1800 DS',
    ]);
    expect(server.daemon.status().hostedZones?.map(({ signed }) => signed)).to.deep.equal([false, true]);
  });

  const atEnd = runAfterEach();

  it('probes a target that several zones have once, and tells them apart where it changes', async () => {
    const backend = await openBackend();
    const www = { ips: ['127.0.0.1'], health_port: backend.port };
    const pace = { 'test-min-interval': '0.1', fall: '1' };
    const server = await startReloadableDaemon(
      flagsFor({ 'a.test': { names: { www } }, 'b.test': { names: { www, api: www } }, 'c.test': {} }, pace),
    );
    const before = server.daemon.zones.map(({ serial }) => serial);
    const [target, ...others] = server.daemon.status().targets.list;
    expect(others).to.deep.equal([]);
    expect(target?.names).to.deep.equal(['www.a.test', 'www.b.test', 'api']);
    await backend.close();
    await until(
      'the name is empty',
      async () => addressesOf(await queryUdp(server.port, 'www.b.test')).length === 0,
    );
    expect(addressesOf(await queryUdp(server.port, 'www.a.test'))).to.deep.equal([]);
    expect(server.events('target-down')[0]?.fields['names']).to.deep.equal([
      'www.a.test',
      'www.b.test',
      'api',
    ]);
    const moved = server.daemon.zones.map(({ serial }, index) => serial !== before[index]);
    expect(moved).to.deep.equal([true, true, false]);
  });

  it('keeps the pace of each zone', async () => {
    const backend = await openBackend();
    atEnd(() => backend.close());
    const names = { www: { ips: ['127.0.0.1'], health_port: backend.port } };
    const { daemon } = await startReloadableDaemon(
      flagsFor({ 'a.test': { names }, 'b.test': { names, 'test-min-interval': 7, fall: 4 } }),
    );
    const keys = daemon.status().targets.list.map(({ target }) => target);
    expect(keys).to.have.members([
      `tcp 127.0.0.1:${backend.port}`,
      `tcp 127.0.0.1:${backend.port} interval=7 fall=4`,
    ]);
  });

  it('asks which name is meant, and drains the one of the zone that is named', async () => {
    const names = { www: ['192.0.2.1', '192.0.2.2'] };
    const server = await startReloadableDaemon(flagsFor({ 'a.test': { names }, 'b.test': { names } }));
    const { hand } = server.daemon;
    const drain = (subject: string) =>
      hand.begin({ action: 'drain', subject, by: { uid: 0 }, mayEmpty: true });
    const refused = await drain('www');
    expect(refused.ok ? undefined : refused.problem.names).to.deep.equal(['www.a.test.', 'www.b.test.']);
    const begun = await drain('www.b.test');
    expect(begun.ok && begun.value.emptied).to.deep.equal(['www.b.test']);
    expect(addressesOf(await queryUdp(server.port, 'www.a.test'))).to.have.length(2);
    expect(addressesOf(await queryUdp(server.port, 'www.b.test'))).to.deep.equal([]);
    expect(server.daemon.status().names.empty).to.deep.equal(['www.b.test']);
    const explained = server.daemon.explain({ name: 'www', ifDown: [] });
    expect(explained.ok ? '' : explained.problem.error).to.equal(
      '"www" exists in several zones; write it with its zone: www.a.test. or www.b.test.',
    );
  });
});

describe('a reload of a daemon with several zones', () => {
  afterEach(stopDaemons);

  const zones: Zones = {
    'a.test': { names: { www: ['192.0.2.1'] } },
    'b.test': { names: { www: ['192.0.2.2'] } },
    'c.test': { names: { www: ['192.0.2.3'] } },
  };

  it('leaves the zones that did not change exactly as they were', async () => {
    const server = await startReloadableDaemon(flagsFor(zones));
    const [a, , c] = server.daemon.zones;
    const changed: Zones = { ...zones, 'b.test': { names: { www: ['192.0.2.9'] } }, 'd.test': {} };
    expect((await server.reload(flagsFor(changed))).ok).to.equal(true);
    expect(zoneOf(server.daemon, 'a.test')).to.equal(a);
    expect(zoneOf(server.daemon, 'c.test')).to.equal(c);
    expect(addressesOf(await queryUdp(server.port, 'www.b.test'))).to.deep.equal(['192.0.2.9']);
    expect((await queryUdp(server.port, 'd.test', { type: nsType })).answers).to.have.length(1);
    const { 'c.test': _, ...without } = changed;
    expect((await server.reload(flagsFor(without))).ok).to.equal(true);
    expect((await queryUdp(server.port, 'www.c.test')).code).to.equal(5);
    expect(zoneOf(server.daemon, 'a.test')).to.equal(a);
  });

  it('signs nothing but the zone that changed', async () => {
    const [kept, changing] = [makeFailingKey(), makeFailingKey()];
    const load = (all: Zones): LoadedConfig => {
      const config = configOf(flagsFor(all));
      const keys = [kept.key, changing.key];
      return {
        ...config,
        zones: config.zones.map((zone, index) => {
          const key = keys[index];
          return key === undefined ? zone : { ...zone, signing: { keys: [key], kind: 'nsec' } };
        }),
      };
    };
    const server = await startReloadableDaemon(flagsFor({}, { zones: '{"z.test": {}}' }));
    await server.daemon.reload(load(zones));
    const before = { kept: kept.signed, changing: changing.signed };
    expect(before.kept).to.be.above(4);
    const a = zoneOf(server.daemon, 'a.test');
    await server.daemon.reload(load({ ...zones, 'b.test': { names: { www: ['192.0.2.9'] } } }));
    expect(zoneOf(server.daemon, 'a.test')).to.equal(a);
    expect(kept.signed).to.equal(before.kept);
    // One address and the SOA.
    expect(changing.signed - before.changing).to.equal(2);
  });

  it('signs one zone while another stays unsigned, and takes its keys away again', async () => {
    const { path } = keyFile();
    const withKey = { ...zones, 'b.test': { ...zones['b.test'], 'priv-key-path': path } };
    const server = await startReloadableDaemon(flagsFor(withKey));
    const signed = () => server.daemon.zones.map(({ security }) => security !== undefined);
    expect(signed()).to.deep.equal([false, true, false]);
    const all = await server.reload(flagsFor(zones, signingFlags() as Record<string, string>));
    expect([all.ok, signed()]).to.deep.equal([true, [true, true, true]]);
    await server.reload(flagsFor(zones));
    expect(signed()).to.deep.equal([false, false, false]);
  });
});
