// Reloads of a daemon that signs: other keys, the other denial, and a signing failure.

import { expect } from 'chai';
import {
  configOf,
  type ReloadableDaemon,
  startReloadableDaemon,
  stopDaemons,
} from '../support/daemon/start-reloadable-daemon.ts';
import { queryStrictly } from '../support/dns/ask-strictly.ts';
import { makeFailingKey } from '../support/dns/failing-key.ts';
import { keyFile, signingFlags } from '../support/dns/key-file.ts';
import { addressesOf } from '../support/dns/steady-queries.ts';
import { verifyReply } from '../support/dns/verify-reply.ts';
import { walkMessage } from '../support/dns/walk-message.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { openBackend } from '../support/worlds/backend.ts';

const edns = { dnssecOk: true };
const dnskey = 48;
const names = { www: ['192.0.2.1'], '*.wild': ['192.0.2.2'] };

/** The served key tags, and what a validator that trusts them finds wrong with answers of each kind. */
async function lookAt({ daemon, port }: ReloadableDaemon): Promise<{ tags: string; complaints: string[] }> {
  const keys = await queryStrictly('tcp', port, 'example.test', { type: dnskey, edns });
  const { records } = walkMessage(keys.octets);
  const dnskeys = records
    .filter(({ type }) => type === dnskey)
    .map(({ dataStart, end }) => keys.octets.toString('latin1', dataStart, end));
  const complaints: string[] = [];
  for (const name of ['www.example.test', 'absent.example.test', 'x.wild.example.test']) {
    for (const type of [1, 16]) {
      const { octets } = await queryStrictly('tcp', port, name, { type, edns });
      const question = { name: walkMessage(octets).questions[0]?.name ?? '', type };
      const zone = { apex: '\x07example\x04test\0', dnskeys };
      complaints.push(...verifyReply(octets, question, zone, Math.floor(Date.now() / 1000)));
    }
  }
  const [zone] = daemon.zones;
  const served = zone?.nodes.get(zone.apex)?.find(({ type }) => type === dnskey)?.rdatas ?? [];
  expect([...served].sort()).to.deep.equal([...dnskeys].sort());
  return { tags: [...dnskeys].sort().join(), complaints };
}

describe('reload of a daemon that signs', () => {
  const atEnd = runAfterEach();
  afterEach(stopDaemons);

  const [first, second] = [keyFile(13, 0), keyFile(13, 1)];

  it('switches keys and denial back and forth, and everything verifies', async () => {
    const server = await startReloadableDaemon({ names });
    for (const [flags, keys] of [
      [signingFlags(first), [first]],
      [{ ...signingFlags(first), 'priv-key-path': [first.path, second.path] }, [first, second]],
      [{ ...signingFlags(second), 'priv-key-path': [second.path, first.path] }, [first, second]],
      [signingFlags(second, 'nsec3'), [second]],
      [signingFlags(keyFile(15)), [keyFile(15)]],
    ] as const) {
      expect(await server.reload({ names, flags })).to.deep.include({ ok: true });
      const { tags, complaints } = await lookAt(server);
      expect(complaints).to.deep.equal([]);
      expect(tags).to.equal(
        keys
          .map(({ key }) => String(key.dnskey))
          .sort()
          .join(),
      );
    }
    expect((await server.reload({ names })).ok).to.equal(true);
    const reply = await queryStrictly('udp', server.port, 'www.example.test', { edns });
    expect(reply.answers).to.have.lengthOf(1);
  });

  it('keeps the serial when keys and records are the same', async () => {
    const server = await startReloadableDaemon({ names, flags: signingFlags() });
    const { serial } = server;
    await server.reload({ names, flags: signingFlags() });
    expect(server.serial).to.equal(serial);
  });

  it('changes nothing when signing fails, logs it, and applies the next configuration', async () => {
    const backend = await openBackend();
    atEnd(() => backend.close());
    const settings = { names, flags: signingFlags() };
    const server = await startReloadableDaemon(settings);
    const before = await lookAt(server);
    const failing = makeFailingKey();
    failing.fails = true;
    const others = { ...names, more: { ips: ['127.0.0.1'], health_port: backend.port } };
    const next = configOf({ names: others });
    const refused = await server.daemon.reload({
      ...next,
      zones: next.zones.map((zone) => ({ ...zone, signing: { kind: 'nsec', keys: [failing.key] } })),
    });
    expect(refused).to.deep.equal({
      ok: false,
      problem: [
        {
          severity: 'error',
          path: 'priv-key-path',
          message: 'signing failed: Error: no memory for a signature',
        },
      ],
    });
    expect(await lookAt(server)).to.deep.equal({ ...before, complaints: [] });
    expect(server.daemon.status().targets.total).to.equal(0);
    expect(server.notices.filter((notice) => /^(READY|RELOADING)/.test(notice)).at(-1)).to.match(/^READY/);
    expect((await server.reload({ names: others, flags: signingFlags() })).ok).to.equal(true);
    expect(addressesOf(await queryStrictly('udp', server.port, 'more.example.test'))).to.deep.equal([
      '127.0.0.1',
    ]);
  });
});
