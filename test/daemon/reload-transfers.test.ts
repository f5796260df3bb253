// Whatever reloads make of zones (signed or not, nested, aliases, shared with others or not): a secondary that applies
// differences strictly has what we serve, and a serial never means two things.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Name } from '../../src/wire/name.ts';
import {
  type ReloadableDaemon,
  startReloadableDaemon,
  stopDaemons,
  type ZoneSettings,
} from '../support/daemon/start-reloadable-daemon.ts';
import { TcpClient } from '../support/dns/dns-client.ts';
import { keyFile } from '../support/dns/key-file.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { createSeededRandom, type SeededRandom, testSeed } from '../support/seeded-random.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { makeTransferQuery } from '../support/transfers/make-transfer-query.ts';
import { applyTransfer, type PlainRecord, readTransfer } from '../support/transfers/read-transfer.ts';

const rounds = 30;
/** Nested, and aliases of some below others. */
const apexes = ['parent.test', 'sub.parent.test', 'deep.in.sub.parent.test', 'other.test'];
const aliases: Readonly<Record<string, readonly string[]>> = {
  'parent.test': ['alias.test', 'www.other.test'],
  'other.test': ['below.alias.test'],
};
const owners = ['@', 'www', 'sub', 'x.sub', 'deep.in.sub', 'in.sub', '*.wild', 'wild', 'below', 'a.b.c'];
const keys = [keyFile(13, 0), keyFile(13, 1)];
const catalog = 'catalog.test';

function drawSettings(random: SeededRandom): ZoneSettings {
  const zones = apexes.filter((apex) => apex === 'other.test' || random.chance(0.7));
  return {
    zone: 'none',
    flags: {
      ns: '["ns1.elsewhere.test"]',
      zones: JSON.stringify(Object.fromEntries(zones.map((apex) => [apex, drawZone(apex, random)]))),
      ...(random.chance(0.8) ? { transfer: '{"allow": ["127.0.0.1"]}' } : {}),
      ...(random.chance(0.5) ? { catalog } : {}),
    },
  };
}

function drawZone(apex: string, random: SeededRandom): Readonly<Record<string, unknown>> {
  const names = Object.fromEntries(
    owners
      .filter(() => random.chance(0.6))
      .map((owner) => [owner, random.chance(0.15) ? downHost : [`192.0.2.${1 + random.below(3)}`]]),
  );
  const signing = random.below(4);
  return {
    names,
    ...(random.chance(0.7) && { records: drawRecords(random) }),
    aliases: (aliases[apex] ?? []).filter(() => random.chance(0.5)),
    ...(signing > 0 && {
      'priv-key-path': keys
        .filter((_, index) => signing === 3 || signing === index + 1)
        .map(({ path }) => path),
      nsec3: random.chance(0.5),
    }),
    ...(random.chance(0.1) && { transfer: { allow: [] } }),
  };
}

const lines = [
  '@ MX 10 mail',
  'mail A 192.0.2.25',
  'text TXT one',
  'text TXT two',
  'cut NS ns.cut',
  'ns.cut A 192.0.2.53',
  'far.cut TXT hidden',
  'led CNAME www',
  'tree DNAME other.test.',
];

/** The path of a master file. */
function drawRecords(random: SeededRandom): string {
  const path = join(makeTemporaryDirectory(), 'records.zone');
  writeFileSync(path, lines.filter((line) => line.startsWith('ns.') || random.chance(0.6)).join('\n'));
  return path;
}

/** Nobody listens there. */
const downHost = { ips: ['127.0.0.1'], health_port: 1 };

type Versions = Map<number, ReadonlySet<PlainRecord>>;

/** Zones of so few names leave in one message. */
async function ask(client: TcpClient, apex: Name, held?: number) {
  client.send(makeTransferQuery({ apex, held }));
  const message = await client.receive();
  if (message === undefined) throw new Error('there is a reply');
  return readTransfer([message]);
}

/** Returns how many differences were applied. */
async function checkAll({ daemon, port }: ReloadableDaemon, known: Map<Name, Versions>): Promise<number> {
  const client = new TcpClient(port);
  let differences = 0;
  for (const { apex, serial } of daemon.zones) {
    const versions = known.get(apex) ?? new Map<number, ReadonlySet<PlainRecord>>();
    known.set(apex, versions);
    const { codes, records } = await ask(client, apex);
    if (codes[0] === 5) continue;
    const whole = applyTransfer(undefined, records);
    if (whole.kind !== 'whole') throw new Error('an AXFR brings the whole zone');
    const now = [...whole.records].sort();
    for (const [held, before] of versions) {
      const applied = applyTransfer(before, (await ask(client, apex, held)).records);
      if (applied.kind === 'difference') differences++;
      expect(applied.kind === 'current').to.equal(held === serial, `${apex} ${held} ${serial}`);
      expect(held).to.be.at.most(serial);
      expect([...(applied.kind === 'current' ? before : applied.records)].sort()).to.deep.equal(now);
    }
    versions.set(serial, whole.records);
  }
  client.close();
  return differences;
}

describe(`transfers over reloads at random (seed ${testSeed})`, () => {
  afterEach(stopDaemons);

  it('bring every version that was ever served to what is served now', async () => {
    const random = createSeededRandom();
    const known = new Map<Name, Versions>();
    let settings = drawSettings(random);
    const server = await startReloadableDaemon(settings);
    let differences = await checkAll(server, known);
    for (let round = 0; round < rounds; round++) {
      // The same again must not bring anything new.
      if (random.chance(0.9)) settings = drawSettings(random);
      const reloaded = await server.reload(settings);
      expect(reloaded).to.deep.equal({ ok: true, value: undefined });
      differences += await checkAll(server, known);
    }
    expect(differences).to.be.greaterThan(rounds);
    expect(known.has(nameOf(catalog))).to.equal(true);
    expect(server.events('bug')).to.deep.equal([]);
  });
});
