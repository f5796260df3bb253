// Updates as clients send them: nsupdate and its keys against a daemon, over UDP and TCP, and what a restart leaves of them.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { startReloadableDaemon, stopDaemons } from '../support/daemon/start-reloadable-daemon.ts';
import { queryTcp, queryUdp } from '../support/dns/dns-client.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const secret = 'c2VjcmV0IG9mIHRoaXJ0eS10d28gb2N0ZXRzIGhlcmU=';
const rules = '[{key: dyn., names: ["**"]}, {key: acme., names: ["_acme-challenge.**"], types: [TXT]}]';

function keyFile(directory: string): string {
  const path = join(directory, 'keys.conf');
  const keys = ['dyn', 'acme', 'other'].map(
    (name) => `key "${name}" { algorithm hmac-sha256; secret "${secret}"; };`,
  );
  writeFileSync(path, keys.join('\n'), { mode: 0o600 });
  return path;
}

interface Sent {
  readonly code: number | null;
  readonly output: string;
}

async function nsupdate(
  port: number,
  key: string,
  lines: readonly string[],
  ...more: readonly string[]
): Promise<Sent> {
  const keyed = key === '' ? [] : ['-y', `hmac-sha256:${key}:${secret}`];
  const child: ChildProcess = spawn('nsupdate', [...keyed, ...more]);
  child.stdin?.end([`server 127.0.0.1 ${port}`, ...lines, 'send', ''].join('\n'));
  const output = child.stderr === null ? '' : text(child.stderr);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: await output };
}

const names = { www: ['192.0.2.1'] };

describe('updates of a daemon', () => {
  let directory: string;
  let flags: Record<string, string>;

  beforeEach(() => {
    directory = makeTemporaryDirectory();
    flags = { 'tsig-key-file': keyFile(directory), update: rules };
  });
  afterEach(stopDaemons);

  const path = () => join(directory, 'updates.json');
  const start = () =>
    startReloadableDaemon({ names, flags }, { updates: { path: path(), isVolatile: false } });

  for (const [transport, ...options] of [['UDP'], ['TCP', '-v']] as const) {
    it(`are done, served and kept before nsupdate is told, over ${transport}`, async () => {
      const { port, events } = await start();
      const sent = await nsupdate(
        port,
        'dyn',
        ['zone example.test', 'prereq nxdomain home.example.test', 'add home.example.test 60 A 192.0.2.7'],
        ...options,
      );
      expect(sent).to.deep.equal({ code: 0, output: '' });
      expect((await queryUdp(port, 'home.example.test')).answers).to.deep.equal([
        'home.example.test 60 A 192.0.2.7',
      ]);
      expect((await queryTcp(port, 'home.example.test')).answers).to.have.length(1);
      expect(readFileSync(path(), 'utf8')).to.contain('"name":"home"');
      expect(events('updated')[0]?.fields).to.include({ key: 'dyn.', zone: 'example.test.', added: 1 });
    });
  }

  it('that make a name are announced to the service manager as long work', async () => {
    // Without a socket of its own the watchdog asks for patience where a test can hear it.
    const surroundings = { updates: { path: path(), isVolatile: false }, watchdogMs: 300 };
    const { port, notices } = await startReloadableDaemon({ names, flags }, surroundings);
    const told = notices.length;
    await nsupdate(port, 'dyn', ['zone example.test', 'add home.example.test 60 A 192.0.2.7']);
    const limits = notices.slice(told).filter((notice) => notice.startsWith('WATCHDOG_USEC='));
    expect(limits).to.deep.equal(['WATCHDOG_USEC=200000000', 'WATCHDOG_USEC=10000000']);
  });

  it('find their zone by its SOA when nsupdate is told none', async () => {
    const { port } = await start();
    expect((await nsupdate(port, 'dyn', ['add a.b.example.test 60 TXT hello'])).output).to.equal('');
    expect((await queryUdp(port, 'a.b.example.test', { type: 16 })).answers).to.have.length(1);
  });

  it('fit into no datagram and go over TCP', async () => {
    const { port } = await start();
    const lines = Array.from({ length: 90 }, (_, i) => `add h${i}.example.test 60 TXT ${'x'.repeat(200)}`);
    expect((await nsupdate(port, 'dyn', ['zone example.test', ...lines])).output).to.equal('');
    expect((await queryUdp(port, 'h89.example.test', { type: 16 })).answers).to.have.length(1);
  });

  for (const [what, key, line, complaint] of [
    ['without a key', '', 'add home.example.test 60 A 192.0.2.7', 'REFUSED'],
    ['with a key that no rule is about', 'other', 'add home.example.test 60 A 192.0.2.7', 'REFUSED'],
    ['of names that no rule permits', 'acme', 'add home.example.test 60 TXT hello', 'REFUSED'],
    ['of types that no rule permits', 'acme', 'add _acme-challenge.example.test 60 HINFO a b', 'REFUSED'],
    ['of names that are configured', 'dyn', 'add www.example.test 60 A 192.0.2.7', 'REFUSED'],
    ['with a key that is not known', 'unknown', 'add home.example.test 60 A 192.0.2.7', 'BADKEY'],
  ] as const) {
    it(`are refused ${what}`, async () => {
      const { port, daemon } = await start();
      const before = daemon.status().serial;
      expect((await nsupdate(port, key, ['zone example.test', line])).output).to.contain(complaint);
      expect(daemon.status().serial).to.equal(before);
      expect(existsSync(path())).to.equal(false);
    });
  }

  it('outlive a restart, and what the configuration speaks for by then is not served', async () => {
    // Without its memory, what is started within the same second would not know the serial.
    const kept = { updates: { path: path(), isVolatile: false }, memoryPath: join(directory, 'memory.json') };
    const { port, daemon } = await startReloadableDaemon({ names, flags }, kept);
    await nsupdate(port, 'dyn', [
      'zone example.test',
      'add home.example.test 60 A 192.0.2.7',
      'add x.example.test 60 A 192.0.2.8',
    ]);
    const { serial = 0 } = daemon.status();
    await daemon.stop();
    const again = await startReloadableDaemon({ names: { ...names, x: ['192.0.2.99'] }, flags }, kept);
    expect((await queryUdp(again.port, 'home.example.test')).answers).to.deep.equal([
      'home.example.test 60 A 192.0.2.7',
    ]);
    expect((await queryUdp(again.port, 'x.example.test')).answers[0]).to.contain('192.0.2.99');
    expect(again.events('updates-shadowed')[0]?.fields).to.deep.include({ names: ['x.example.test.'] });
    expect(again.daemon.status().updates?.zones).to.deep.equal([
      {
        zone: 'example.test.',
        records: 2,
        lastSeconds: again.daemon.status().updates?.zones[0]?.lastSeconds,
        shadowed: ['x.example.test.'],
        shadowedCount: 1,
        isServed: true,
      },
    ]);
    expect(again.daemon.status().serial).to.be.at.least(serial);
    await again.reload({ names, flags });
    expect((await queryUdp(again.port, 'x.example.test')).answers).to.deep.equal([
      'x.example.test 60 A 192.0.2.8',
    ]);
  });

  it('stay when a reload takes the zone away, and come back with it', async () => {
    const { port, reload, daemon } = await start();
    await nsupdate(port, 'dyn', ['zone example.test', 'add home.example.test 60 A 192.0.2.7']);
    await reload({ zone: 'other.test', flags });
    expect(daemon.status().updates?.zones[0]).to.include({ zone: 'example.test.', isServed: false });
    await reload({ names, flags });
    expect((await queryUdp(port, 'home.example.test')).answers).to.have.length(1);
  });

  it('are not accepted where they cannot be kept, and the log says so at the start', async () => {
    const { port, events } = await startReloadableDaemon({ names, flags });
    const sent = await nsupdate(port, 'dyn', ['zone example.test', 'add home.example.test 60 A 192.0.2.7']);
    expect(sent.output).to.contain('SERVFAIL');
    expect(events('updates-off')).to.have.length(1);
    expect((await queryUdp(port, 'home.example.test')).code).to.equal(3);
  });

  it('start from nothing beside a damaged file, which is moved aside', async () => {
    writeFileSync(path(), '{"format":1,"zones":[', { mode: 0o600 });
    const { port, events } = await start();
    expect(events('updates-damaged')).to.have.length(1);
    expect(readdirSync(directory).filter((name) => name.includes('.damaged-'))).to.have.length(1);
    expect(
      (await nsupdate(port, 'dyn', ['zone example.test', 'add home.example.test 60 A 192.0.2.7'])).code,
    ).to.equal(0);
  });

  it('change an alias zone with its hosted zone', async () => {
    const { port } = await startReloadableDaemon(
      { names, flags, aliases: ['alias.test'] },
      { updates: { path: path(), isVolatile: false } },
    );
    expect(
      (await nsupdate(port, 'dyn', ['zone alias.test', 'add home.alias.test 60 A 192.0.2.7'])).output,
    ).to.equal('');
    expect((await queryUdp(port, 'home.example.test')).answers).to.deep.equal([
      'home.example.test 60 A 192.0.2.7',
    ]);
  });
});
