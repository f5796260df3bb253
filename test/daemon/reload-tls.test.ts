// Reloads that bring, renew, spoil and take away DNS over TLS, under a client that stays connected.

import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { startDaemon } from '../../src/daemon/start-daemon.ts';
import { openBoundSockets } from '../support/daemon/bound-sockets.ts';
import {
  configOf,
  type ReloadableDaemon,
  startReloadableDaemon,
  stopDaemons,
} from '../support/daemon/start-reloadable-daemon.ts';
import { requireLibc } from '../support/daemon/test-libc.ts';
import { checkReply } from '../support/dns/ask-strictly.ts';
import { makeQuery, queryUdp } from '../support/dns/dns-client.ts';
import { findFreePort } from '../support/dns/find-free-port.ts';
import { makeKeyPem, renew, TlsClient, type TlsFiles, writeTlsFiles } from '../support/dns/tls-client.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';
import { runAfterEach } from '../support/run-after-each.ts';

const query = makeQuery('www.example.test');
const names = { www: ['192.0.2.1'] };

describe('reload of TLS', () => {
  const atEnd = runAfterEach();
  let files: TlsFiles;
  let server: ReloadableDaemon;
  afterEach(stopDaemons);

  const status = () => server.daemon.status().tls;
  const portOf = () => Number(status()?.endpoints[0]?.split(':')[1]);
  function open(port = portOf()): TlsClient {
    const client = new TlsClient(port);
    atEnd(() => client.close());
    return client;
  }
  async function exchange(client: TlsClient): Promise<void> {
    client.send(query);
    checkReply(query, await client.receive(), 'tcp');
  }
  async function start(port = '0'): Promise<void> {
    files = writeTlsFiles(['old.example.test']);
    server = await startReloadableDaemon({ names, flags: { ...files.flags, 'tls-port': port } });
  }
  const reload = (port = '0') => server.reload({ names, flags: { ...files.flags, 'tls-port': port } });
  const nameOf = async (client: TlsClient) => {
    await exchange(client);
    return client.tls.getPeerCertificate().subject.CN;
  };

  it('shows a renewed certificate to new clients, and keeps those that there are', async () => {
    await start();
    const old = open();
    expect(await nameOf(old)).to.equal('old.example.test');
    const before = status()?.certificate?.fingerprint;
    renew(files, makeKeyPem(), ['new.example.test']);
    expect((await reload()).ok).to.equal(true);
    expect(await nameOf(open())).to.equal('new.example.test');
    expect(status()?.certificate?.names).to.deep.equal(['new.example.test']);
    expect(status()?.certificate?.fingerprint).to.not.equal(before);
    expect(await nameOf(old)).to.equal('old.example.test');
  });

  it('ends sessions with the key that they were agreed on with', async () => {
    await start();
    const first = open();
    const session = new Promise<Buffer>((resolve) => first.tls.once('session', resolve));
    await exchange(first);
    const resume = async () => {
      const client = new TlsClient(portOf(), { session: await session });
      atEnd(() => client.close());
      await exchange(client);
      return client.tls.isSessionReused();
    };
    expect(await resume()).to.equal(true);
    renew(files, makeKeyPem(), ['old.example.test']);
    await reload();
    expect(await resume()).to.equal(false);
  });

  it('goes on with the old certificate when the new one cannot be loaded', async () => {
    await start();
    writeFileSync(files.certPath, 'no certificate');
    let problem = '';
    try {
      await reload();
    } catch (error) {
      problem = String(error);
    }
    expect(problem).to.include('has no certificate in PEM');
    expect(await nameOf(open())).to.equal('old.example.test');
  });

  it('begins and ends while it runs, on a port of choice', async () => {
    files = writeTlsFiles(['old.example.test']);
    server = await startReloadableDaemon({ names });
    expect(status()).to.equal(undefined);
    const [one, other] = [await findFreePort(), await findFreePort()];
    expect((await reload(String(one))).ok).to.equal(true);
    expect(status()?.endpoints).to.deep.equal([`127.0.0.1:${one}`]);
    await exchange(open(one));
    expect((await reload(String(other))).ok).to.equal(true);
    await exchange(open(other));
    expect(await open(one).secured).to.equal('ECONNREFUSED');
    expect((await server.reload({ names })).ok).to.equal(true);
    expect(status()).to.equal(undefined);
    expect(await open(other).secured).to.equal('ECONNREFUSED');
  });

  it('changes nothing when the port belongs to somebody else', async () => {
    files = writeTlsFiles();
    server = await startReloadableDaemon({ names });
    const taken = await openBoundSockets(['tcp4']);
    const result = await reload(String(taken.port));
    expect(result.ok ? [] : result.problem.map(({ message }) => message).join()).to.match(
      /^cannot listen on tls 127\.0\.0\.1:\d+: another program has it; .* choose another --tls-port/,
    );
    expect(status()).to.equal(undefined);
  });

  it('warns at once, and once, when the certificate is about to expire', async () => {
    await start();
    expect(server.events('certificate-expiring')).to.have.length(0);
    renew(files, makeKeyPem(), ['old.example.test'], 10);
    for (const _ of [1, 2]) await reload();
    const said = server.events('certificate-expiring').map(({ message }) => message);
    expect(said).to.have.length(1);
    // openssl counts from the next second on.
    expect(said[0]).to.match(
      /^the certificate of DNS over TLS \(old\.example\.test\) expires in (9|10) days; renew it/,
    );
  });
});

describe('inherited sockets for TLS', () => {
  const atEnd = runAfterEach();

  async function adopt(names: readonly string[], flags: Readonly<Record<string, string>> = {}) {
    const plain = await openBoundSockets(['udp4', 'tcp4']);
    const tls = await openBoundSockets(['tcp4']);
    const { logger, entries } = createRecordingLogger();
    const inherited = [
      ...plain.fds.map((fd) => ({ fd, name: 'dns' })),
      ...names.flatMap((name) => tls.fds.map((fd) => ({ fd, name }))),
    ];
    const libc = { ok: true, value: await requireLibc() } as const;
    const started = await startDaemon(configOf({ names: { www: ['192.0.2.1'] }, flags }), {
      logger,
      libc,
      inherited,
    });
    if (!started.ok) throw new Error(started.problem.map(({ message }) => message).join());
    const daemon = started.value;
    atEnd(() => daemon.stop());
    return { daemon, entries, port: tls.port, plainPort: plain.port };
  }

  for (const name of ['dot', 'healthy-dns-tls.socket'])
    it(`are known by the name ${name}`, async () => {
      const { daemon, port } = await adopt([name], writeTlsFiles().flags);
      expect(daemon.status().tls?.endpoints).to.deep.equal([`127.0.0.1:${port}`]);
      const client = new TlsClient(port);
      atEnd(() => client.close());
      client.send(query);
      checkReply(query, await client.receive(), 'tcp');
    });

  it('refuse everybody until a reload brings a certificate', async () => {
    const { daemon, port, plainPort } = await adopt(['dot']);
    const client = new TlsClient(port);
    expect(await client.secured).to.equal('ECONNRESET');
    expect(daemon.status().tls).to.deep.include({ endpoints: [`127.0.0.1:${port}`], failed: 1 });
    expect((await queryUdp(plainPort, 'www.example.test')).code).to.equal(0);
    const { flags } = writeTlsFiles();
    expect((await daemon.reload(configOf({ names, flags }))).ok).to.equal(true);
    const later = new TlsClient(port);
    atEnd(() => later.close());
    expect(await later.secured).to.equal('secured');
  });

  it('are missed when there is a certificate', async () => {
    const { entries } = await adopt([], writeTlsFiles().flags);
    const missing = entries.find(({ fields }) => fields.event === 'socket-missing');
    expect(missing?.message).to.include('systemctl enable healthy-dns-tls.socket');
  });
});
