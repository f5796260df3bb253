// The query log of a real daemon: by every road alike, switched by reloads, and never in the way.

import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { DescribedQuery } from '../../src/query-log/outputs/describe-query.ts';
import { openCollector } from '../query-log/dnstap/scripted-collector.ts';
import {
  type ReloadableDaemon,
  startReloadableDaemon,
  stopDaemons,
} from '../support/daemon/start-reloadable-daemon.ts';
import { testedUdpEngine } from '../support/daemon/start-test-daemon.ts';
import { askTcp, askUdp, framed, makeQuery, TcpClient } from '../support/dns/dns-client.ts';
import { makeProxyHeader } from '../support/dns/make-proxy-header.ts';
import { TlsClient, writeTlsFiles } from '../support/dns/tls-client.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { until } from '../support/until.ts';

const names = { www: ['192.0.2.1'] };
const query = makeQuery('www.example.test', { flags: 0x0100 });

describe('--query-log', () => {
  afterEach(stopDaemons);
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = makeTemporaryDirectory();
    path = join(directory, 'queries.log');
  });

  function linesOf(file = path): DescribedQuery[] {
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line));
  }

  async function waitForLines(count: number, file = path): Promise<DescribedQuery[]> {
    await until(`there are ${count} lines`, () => linesOf(file).length >= count);
    return linesOf(file);
  }

  const logOf = ({ daemon }: ReloadableDaemon) => daemon.status().queryLog;

  for (const engine of ['batch', 'dgram'])
    it(`has queries by every road, each once, with the ${engine} engine`, async () => {
      const flags = {
        'udp-engine': engine,
        'udp-workers': engine === 'batch' ? '2' : '0',
        'query-log': path,
        transfer: '{"allow": ["127.0.0.1"]}',
        ...writeTlsFiles().flags,
      };
      const server = await startReloadableDaemon({ names, flags });
      await askUdp(server.port, query);
      await askTcp(server.port, query);
      const tls = new TlsClient(Number(server.daemon.status().tls?.endpoints[0]?.split(':')[1]));
      await tls.secured;
      tls.send(query);
      await tls.receive();
      tls.close();
      await askUdp(server.port, makeQuery('www.example.test', { opcode: 5, type: 6 }));
      await askUdp(server.port, makeQuery('example.test', { type: 252 }));
      await askTcp(server.port, makeQuery('example.test', { type: 252 }));
      const lines = await waitForLines(6);
      const told = lines.map(({ transport, opcode = 'QUERY', type, outcome, code }) =>
        [transport, opcode, type, outcome, code].join(' '),
      );
      expect(told.sort()).to.deep.equal([
        'tcp QUERY A answered NOERROR',
        'tcp QUERY AXFR transfer ',
        'tls QUERY A answered NOERROR',
        'udp QUERY A answered NOERROR',
        'udp QUERY AXFR answered FORMERR',
        'udp UPDATE SOA answered NOTAUTH',
      ]);
      const tlsServer = server.daemon.status().tls?.endpoints[0];
      for (const line of lines) {
        const at = line.transport === 'tls' ? tlsServer : `127.0.0.1:${server.port}`;
        expect(line).to.deep.include({ client: '127.0.0.1', class: 'IN', server: at });
      }
      expect(logOf(server)).to.deep.equal({
        output: 'file',
        path,
        share: 1,
        written: 6,
        noRoom: 0,
        unwritten: 0,
      });
    });

  for (const [listen, asked, server] of [
    ['0.0.0.0', '127.0.0.2', '127.0.0.2'],
    ['::', '::1', '[::1]'],
  ] as const)
    it(`has the address that was asked where it listens on ${listen}`, async () => {
      const flags = { listen, 'query-log': path };
      const { port } = await startReloadableDaemon({ names, flags });
      await askUdp(port, query, { address: asked });
      await askTcp(port, query, asked);
      await askUdp(port, makeQuery('www.example.test', { opcode: 5, type: 6 }), { address: asked });
      const lines = await waitForLines(3);
      const known = testedUdpEngine === 'batch' ? 3 : 1;
      expect(lines.filter((line) => line.server === `${server}:${port}`)).to.have.length(known);
      expect(lines.filter((line) => line.server !== undefined)).to.have.length(known);
    });

  it('has the client behind a front end, and the address that the front end asked', async () => {
    const flags = { 'query-log': path, 'proxy-from': '127.0.0.1' };
    const { port } = await startReloadableDaemon({ names, flags });
    const header = makeProxyHeader('198.51.100.7', { port: 4242 });
    const tcpHeader = makeProxyHeader('198.51.100.7', { port: 4242, protocol: 1 });
    await askUdp(port, Buffer.concat([header, query]));
    const update = makeQuery('www.example.test', { opcode: 5, type: 6 });
    await askUdp(port, Buffer.concat([header, update]));
    const client = new TcpClient(port);
    client.socket.write(Buffer.concat([tcpHeader, framed(query)]));
    await client.receive();
    client.close();
    for (const line of await waitForLines(3))
      expect(line).to.deep.include({
        client: '198.51.100.7',
        port: 4242,
        server: `127.0.0.1:${port}`,
      });
  });

  it('says nothing of itself while it is off, and asks no thread for anything', async () => {
    const server = await startReloadableDaemon({ names });
    await askUdp(server.port, query);
    expect(logOf(server)).to.equal(undefined);
  });

  it('is switched on, changed, and switched off by reloads, on every road', async () => {
    const server = await startReloadableDaemon({ names });
    const ask = async () => {
      await askUdp(server.port, query);
      await askTcp(server.port, query);
    };
    const other = join(directory, 'other.log');
    await ask();
    for (const [flags, file] of [
      [{ 'query-log': path }, path],
      [{ 'query-log': path, 'query-log-clients': 'network' }, path],
      [{ 'query-log': other }, other],
    ] as const) {
      const before = linesOf(file).length;
      expect((await server.reload({ names, flags })).ok).to.equal(true);
      await ask();
      await waitForLines(before + 2, file);
    }
    expect(linesOf().map(({ client }) => client)).to.deep.equal([
      '127.0.0.1',
      '127.0.0.1',
      '127.0.0.0',
      '127.0.0.0',
    ]);
    expect(linesOf().slice(2)[0]).to.not.have.any.keys('port');
    expect((await server.reload({ names })).ok).to.equal(true);
    await ask();
    expect((await server.reload({ names, flags: { 'query-log': path } })).ok).to.equal(true);
    await ask();
    await waitForLines(6);
    expect([linesOf().length, linesOf(other).length]).to.deep.equal([6, 2]);
  });

  it('logs the share that a reload asks for', async () => {
    const flags = { 'query-log': path, 'query-log-sample': '0.000001' };
    const server = await startReloadableDaemon({ names, flags });
    for (let i = 0; i < 50; i++) await askUdp(server.port, query);
    await server.reload({ names, flags: { 'query-log': path } });
    await askUdp(server.port, query);
    await waitForLines(1);
    // The odds that one of the others is there are 1 in 20,000.
    expect(linesOf()).to.have.length(1);
  });

  it('writes what was asked until the end', async () => {
    const server = await startReloadableDaemon({ names, flags: { 'query-log': path } });
    for (let i = 0; i < 20; i++) await askUdp(server.port, query);
    await stopDaemons();
    expect(linesOf()).to.have.length(20);
  });

  it('goes on in a new file when the old one was moved and it is told so', async () => {
    const server = await startReloadableDaemon({ names, flags: { 'query-log': path } });
    await askUdp(server.port, query);
    await waitForLines(1);
    renameSync(path, `${path}.old`);
    server.daemon.reopenLogs();
    await until('there is a new one', () => existsSync(path));
    await askUdp(server.port, query);
    await waitForLines(1);
    expect(linesOf(`${path}.old`)).to.have.length(1);
  });

  it('answers while it cannot write, says so once in log and status, and when it can again', async () => {
    path = join(directory, 'logs', 'queries.log');
    const server = await startReloadableDaemon({ names, flags: { 'query-log': path } });
    await until('it is said', () => server.events('query-log-failing').length > 0);
    await askUdp(server.port, query);
    await until('it is counted', () => logOf(server)?.unwritten === 1);
    const reason = `cannot open the query log ${path}: its directory does not exist`;
    expect(logOf(server)?.trouble).to.equal(reason);
    expect(server.events('query-log-failing').map(({ message }) => message)).to.deep.equal([
      `${reason}; queries are still answered, but not logged until this is fixed`,
    ]);
    mkdirSync(join(directory, 'logs'));
    server.daemon.reopenLogs();
    await until('it works', async () => {
      await askUdp(server.port, query);
      return server.events('query-log-works').length > 0;
    });
    expect(logOf(server)?.trouble).to.equal(undefined);
  });

  it('sends dnstap, whole messages, to whoever collects it', async () => {
    const collector = await openCollector(path);
    const server = await startReloadableDaemon({ names, flags: { 'query-log': `dnstap:${path}` } });
    const reply = await askUdp(server.port, query);
    await until('both arrive', () => collector.frames.length === 2);
    expect(collector.frames[0]?.includes(query)).to.equal(true);
    expect(collector.frames[1]?.includes(reply ?? '')).to.equal(true);
    // Counted when the kernel has taken it, which the collector may know first.
    await until('it is counted', () => logOf(server)?.written === 1);
    expect(logOf(server)).to.deep.include({ output: 'dnstap', path });
    await stopDaemons();
    await collector.close();
  });
});
