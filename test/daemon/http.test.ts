// HTTP of a running daemon: opened by flags or by a service manager, changed by reloads, alive when its thread is not.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { DaemonSurroundings } from '../../src/daemon/daemon.ts';
import { Happenings } from '../../src/reporting/news/happenings.ts';
import { openBoundSockets } from '../support/daemon/bound-sockets.ts';
import {
  type ReloadableDaemon,
  startReloadableDaemon,
  stopDaemons,
} from '../support/daemon/start-reloadable-daemon.ts';
import { requireLibc } from '../support/daemon/test-libc.ts';
import { queryUdp } from '../support/dns/dns-client.ts';
import { findFreePort } from '../support/dns/find-free-port.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';
import { askHttp } from '../support/window/serve-http.ts';

const names = { www: ['192.0.2.1'] };
const token = 'e5e973e5a6b2a43f48e7dc849e37bfcf';

describe('HTTP of a daemon', () => {
  const atEnd = runAfterEach();
  afterEach(stopDaemons);

  async function begin(
    flags: Readonly<Record<string, string | string[]>>,
    surroundings: Partial<DaemonSurroundings> = {},
  ): Promise<ReloadableDaemon> {
    return startReloadableDaemon(
      { names, flags },
      { window: { happenings: new Happenings() }, ...surroundings },
    );
  }

  const codeOf = async (port: number, path: string, headers = {}) =>
    (await askHttp(port, path, { headers }))?.code;
  const isOpen = (port: number) =>
    until('HTTP is open', async () => (await codeOf(port, '/healthz')) === 200);
  const isClosed = (port: number) =>
    until('HTTP is closed', async () => (await codeOf(port, '/healthz')) === undefined);

  it('is opened, moved and closed by reloads, and DNS does not notice', async () => {
    const [first, second] = [await findFreePort(), await findFreePort()];
    const server = await begin({ http: `127.0.0.1:${first}` });
    await isOpen(first);
    const urls = () => server.daemon.status().window?.urls;
    await until('the status has it', () => urls()?.[0] === `http://127.0.0.1:${first}/`);
    expect((await server.reload({ names, flags: { http: `127.0.0.1:${second}` } })).ok).to.equal(true);
    await isOpen(second);
    await isClosed(first);
    await until('the status has the other', () => urls()?.[0] === `http://127.0.0.1:${second}/`);
    expect((await server.reload({ names })).ok).to.equal(true);
    await isClosed(second);
    await until('the status has none', () => urls()?.length === 0);
    expect((await queryUdp(server.port, 'www.example.test')).code).to.equal(0);
  });

  it('says whether it lives and is ready', async () => {
    const port = await findFreePort();
    const server = await begin({ http: `127.0.0.1:${port}` });
    await isOpen(port);
    expect((await askHttp(port, '/readyz'))?.body.toString()).to.equal('ready, serving 1 zone\n');
    const none = await server.reload({ zone: 'none', flags: { http: `127.0.0.1:${port}` } });
    expect(none.ok).to.equal(true);
    await until('it is not ready', async () => (await codeOf(port, '/readyz')) === 503);
    expect(await codeOf(port, '/healthz')).to.equal(200);
  });

  it('reads its tokens again with each reload', async () => {
    const port = await findFreePort();
    const file = join(makeTemporaryDirectory(), 'tokens');
    const write = (...tokens: readonly string[]) =>
      writeFileSync(file, `${tokens.join('\n')}\n`, { mode: 0o600 });
    const flags = { http: `127.0.0.1:${port}`, 'http-token-file': file };
    write(token);
    const server = await begin(flags);
    await isOpen(port);
    const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
    expect(await codeOf(port, '/v1/names')).to.equal(401);
    expect(await codeOf(port, '/v1/names', bearer(token))).to.equal(200);
    const next = `${token}-next`;
    write(next);
    expect((await server.reload({ names, flags })).ok).to.equal(true);
    await until('the new one counts', async () => (await codeOf(port, '/v1/names', bearer(next))) === 200);
    expect(await codeOf(port, '/v1/names', bearer(token))).to.equal(401);
    for (const { message, fields } of server.log)
      expect(`${message}${JSON.stringify(fields)}`).not.to.include(token);
  });

  it('goes on without HTTP when the port is taken', async () => {
    const server = await begin({});
    const flags = { http: `127.0.0.1:${await findFreePort()}` };
    const other = await begin(flags);
    await isOpen(Number(flags.http.split(':')[1]));
    expect((await server.reload({ names, flags })).ok).to.equal(true);
    await until('it is said', () => server.events('http-unavailable').length === 1);
    expect((await queryUdp(server.port, 'www.example.test')).code).to.equal(0);
    await other.daemon.stop();
  });

  for (const name of ['http', 'healthy-dns-http.socket'])
    it(`is served on an inherited socket called ${name}, beside sockets of our own for DNS`, async () => {
      const sockets = await openBoundSockets(['tcp4']);
      atEnd(() => sockets.close());
      const libc = { ok: true, value: await requireLibc() } as const;
      const inherited = sockets.fds.map((fd) => ({ fd, name }));
      const server = await begin({}, { libc, inherited });
      await isOpen(sockets.port);
      expect((await queryUdp(server.port, 'www.example.test')).code).to.equal(0);
      expect(server.daemon.status().endpoints).to.deep.equal([`127.0.0.1:${server.port}`]);
    });

  it('leaves an inherited socket to the next daemon, which serves on it again', async () => {
    const sockets = await openBoundSockets(['tcp4']);
    atEnd(() => sockets.close());
    const libc = { ok: true, value: await requireLibc() } as const;
    const server = await begin({}, { libc, inherited: sockets.fds.map((fd) => ({ fd, name: 'http' })) });
    await isOpen(sockets.port);
    await server.daemon.stop();
    const again = await begin({}, { libc, inherited: sockets.fds.map((fd) => ({ fd, name: 'http' })) });
    await isOpen(sockets.port);
    expect(again.events('http-unavailable')).to.have.length(0);
  });

  it('says what is wrong with an inherited socket, and goes on', async () => {
    const sockets = await openBoundSockets(['udp4']);
    atEnd(() => sockets.close());
    const libc = { ok: true, value: await requireLibc() } as const;
    const server = await begin({}, { libc, inherited: sockets.fds.map((fd) => ({ fd, name: 'http' })) });
    expect(server.events('http-unavailable')[0]?.message).to.include('ListenStream=');
    expect((await queryUdp(server.port, 'www.example.test')).code).to.equal(0);
  });

  it('is closed at once by a stop', async () => {
    const port = await findFreePort();
    const server = await begin({ http: `127.0.0.1:${port}` });
    await isOpen(port);
    await server.daemon.stop();
    expect(await codeOf(port, '/healthz')).to.equal(undefined);
  });
});
