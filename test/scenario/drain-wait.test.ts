// What `drain --wait` promises: when it exits with 0, nobody who respects TTLs holds what was drained.

import { join } from 'node:path';
import { expect } from 'chai';
import { postControl } from '../../src/control/ask-control.ts';
import { controlSocketPath } from '../../src/control/control-socket-path.ts';
import { routes } from '../../src/control/protocol/routes.ts';
import { marginMs } from '../../src/publishing/handed-out.ts';
import { RecordType } from '../../src/wire/protocol.ts';
import { OperatedDaemon } from '../support/daemon/operated-daemon.ts';
import {
  endSpawned,
  runCommand,
  type SpawnedProgram,
  spawnProgram,
  zoneVariables,
} from '../support/daemon/spawn-daemon.ts';
import { testedUdpEngine } from '../support/daemon/start-test-daemon.ts';
import {
  type CachingClient,
  type CachingClientSettings,
  startCachingClient,
} from '../support/dns/caching-client.ts';
import { until } from '../support/until.ts';
import { openTarget, type TestTarget } from '../support/worlds/open-target.ts';

const drained = '127.0.0.2';
const addresses = ['127.0.0.1', drained, '127.0.0.3'];

describe('drain --wait', () => {
  let operated: OperatedDaemon;
  let daemon: SpawnedProgram;
  let dnsPort = 0;
  const backends: TestTarget[] = [];
  const clients: CachingClient[] = [];

  before(async () => {
    for (const address of addresses) backends.push(await openTarget(address, backends[0]?.port));
  });
  after(() => Promise.all(backends.map((backend) => backend.takeDown())));
  beforeEach(() => {
    operated = new OperatedDaemon();
    dnsPort = 0;
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.stop()));
    await endSpawned();
  });

  function variables(ttl: number, more: Readonly<Record<string, string>> = {}): Record<string, string> {
    const service = { name: '_http._tcp', port: 80 };
    const names = { www: { ips: addresses, health_port: backends[0]?.port, service } };
    return zoneVariables(names, {
      HEALTHY_DNS_TTL: String(ttl),
      HEALTHY_DNS_ALIAS_ZONES: '["alias.test"]',
      HEALTHY_DNS_UDP_ENGINE: testedUdpEngine,
      ...(dnsPort === 0 ? {} : { HEALTHY_DNS_PORT: String(dnsPort) }),
      ...more,
    });
  }

  async function serve(ttl: number, more?: Readonly<Record<string, string>>): Promise<void> {
    daemon = await operated.serve(variables(ttl, more));
    dnsPort = await operated.dnsPort();
  }

  const run = (...words: string[]) => operated.run(...words);

  async function startClients(): Promise<void> {
    const kinds: Pick<CachingClientSettings, 'name' | 'type' | 'isTcp'>[] = [
      { name: 'www.example.test', type: RecordType.A },
      { name: 'www.alias.test', type: RecordType.A, isTcp: true },
      { name: '_http._tcp.www.example.test', type: RecordType.SRV },
      { name: '_http._tcp.www.alias.test', type: RecordType.SRV, isTcp: true },
      { name: 'ip-127-0-0-2.www.example.test', type: RecordType.A },
    ];
    for (const kind of kinds) clients.push(await startCachingClient({ port: dnsPort, ...kind }));
    expect(holders()).to.equal(kinds.length);
  }

  /** Right after startup a drain waits for what an earlier run may have handed out, which would hide mistakes. */
  async function forgetEarlierRuns(ttl: number): Promise<void> {
    const { startedSeconds } = await operated.status();
    const untilSeconds = startedSeconds + ttl + marginMs / 1000 + 2;
    await until('answers of earlier runs have run out', () => Date.now() / 1000 > untilSeconds);
  }

  const holders = () => clients.filter((client) => client.held().includes(drained)).length;

  it('returns when no client holds the address, over UDP, TCP and as additional data of SRV', async () => {
    await serve(3);
    await startClients();
    await forgetEarlierRuns(3);
    // Asked for without the command, which may take longer to start than the TTL lasts.
    const plain = await postControl(controlSocketPath(operated.directory), routes.drain, {
      subject: drained,
    });
    expect(plain.ok && plain.value.kind).to.equal('done');
    // The drain alone changes what is answered, not what clients hold.
    expect(holders()).to.be.greaterThan(0);
    const { code, output, errors } = await run('drain', drained, '--wait');
    expect(holders()).to.equal(0);
    expect(code, errors).to.equal(0);
    expect(output).to.include(`every answer with ${drained} for www has expired\n`);
    // What clients still hold, those that keep asking hold.
    await until('the others are held', () => clients[0]?.held().length === 2);
    expect(clients[0]?.held()).to.have.members(['127.0.0.1', '127.0.0.3']);
    expect((await run('undrain', drained)).code).to.equal(0);
    await until('it is held again', () => holders() === clients.length);
  });

  it('waits for answers with a larger TTL that an earlier configuration gave', async () => {
    await serve(5);
    await forgetEarlierRuns(5);
    clients.push(
      await startCachingClient({ port: dnsPort, name: 'www.example.test', type: 1, asksAgain: false }),
    );
    const reloaded = await runCommand(['reload'], { ...operated.place, ...variables(1) });
    expect(reloaded.code, reloaded.errors).to.equal(0);
    const { code, errors } = await run('drain', drained, '--wait');
    expect(holders()).to.equal(0);
    expect(code, errors).to.equal(0);
  });

  it('waits for answers with a larger TTL that an earlier run gave', async () => {
    await serve(5);
    clients.push(
      await startCachingClient({ port: dnsPort, name: 'www.example.test', type: 1, asksAgain: false }),
    );
    await daemon.stop();
    await serve(1);
    const { code, errors } = await run('drain', drained, '--wait');
    expect(holders()).to.equal(0);
    expect(code, errors).to.equal(0);
  });

  it('keeps its promise across a restart of the daemon', async () => {
    await serve(4);
    await startClients();
    const waiting = spawnProgram({
      words: ['drain', drained, '--wait'],
      environment: operated.place,
    });
    await until('it waits', () => waiting.errors.includes('waiting until'));
    await Promise.all(clients.map((client) => client.stop()));
    await daemon.stop();
    await serve(4);
    expect(await waiting.ended, waiting.errors).to.equal(0);
    expect(holders()).to.equal(0);
    const { output } = await run('status');
    expect(output).to.match(new RegExp(`^${drained} +drained by .* www$`, 'm'));
  });

  it('keeps its promise in signed zones, which are published later', async () => {
    const key = join(operated.directory, 'key.pem');
    expect((await run('keygen', '--out', key)).code).to.equal(0);
    await serve(3, { HEALTHY_DNS_PRIV_KEY_PATH: key });
    await startClients();
    await forgetEarlierRuns(3);
    const { code, errors } = await run('drain', drained, '--wait');
    expect(holders()).to.equal(0);
    expect(code, errors).to.equal(0);
  });

  it('returns at once for an address that nobody can hold any more', async () => {
    await serve(1);
    expect((await run('drain', drained, '--wait')).code).to.equal(0);
    const { code, errors } = await run('drain', drained, '--wait');
    expect([code, errors]).to.deep.equal([0, '']);
  });

  it('leaves the drain in place when it is interrupted, and says so', async () => {
    await serve(600);
    const waiting = spawnProgram({
      words: ['drain', drained, '--wait'],
      environment: operated.place,
    });
    await until('it waits', () => waiting.errors.includes('waiting until'));
    expect(await waiting.stop('SIGINT')).to.equal(130);
    expect(waiting.errors).to.include(
      `${drained} stays drained, and "healthy-dns undrain ${drained}" ends that\n`,
    );
    expect((await run('status')).output).to.include('(drained)');
  });

  it('fails when the drain is ended meanwhile', async () => {
    await serve(600);
    const waiting = spawnProgram({
      words: ['drain', 'www', '--wait', '--force-empty'],
      environment: operated.place,
    });
    await until('it waits', () => waiting.errors.includes('waiting until'));
    expect((await run('undrain', 'www')).code).to.equal(0);
    expect(await waiting.ended).to.equal(14);
    expect(waiting.errors).to.include(
      'www is no longer drained, and the last answer with it has not expired\n',
    );
  });

  it('fails at once when the drain ends by itself before answers have expired', async () => {
    await serve(600);
    const { code, errors } = await run('drain', drained, '--wait', '--for', '5m');
    expect(code).to.equal(14);
    expect(errors).to.match(
      /^error: 127\.0\.0\.2 is drained until \S+, but caches may hold answers with it for another \d+ s/,
    );
  });
});
