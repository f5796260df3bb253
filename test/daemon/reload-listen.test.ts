// Listening addresses that a reload adds, removes, or cannot have.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect } from 'chai';
import type { CommandLine } from '../../src/config/sources/raw-value.ts';
import {
  type ReloadableDaemon,
  startReloadableDaemon,
  stopDaemons,
} from '../support/daemon/start-reloadable-daemon.ts';
import { askUdp, makeQuery, queryTcp, queryUdp, TcpClient } from '../support/dns/dns-client.ts';
import { addressesOf, startSteadyQueries } from '../support/dns/steady-queries.ts';
import { until } from '../support/until.ts';
import { findDeadPort } from '../support/worlds/backend.ts';

const names = { www: ['192.0.2.1'] };
const question = 'www.example.test';

describe('reload of addresses', () => {
  let port: number;
  let server: ReloadableDaemon;

  beforeEach(async () => {
    port = await findDeadPort();
    server = await startReloadableDaemon({ names, flags: at('127.0.0.1') });
  });
  afterEach(stopDaemons);

  function at(...listen: readonly string[]): CommandLine {
    return { listen, port: String(port) };
  }

  async function expectServed(address: string): Promise<void> {
    const reply = await askUdp(port, makeQuery(question), { address });
    expect(reply === undefined, `${address} over UDP`).to.equal(false);
    const overTcp = new TcpClient(port, address);
    overTcp.send(makeQuery(question));
    expect((await overTcp.receive()) === undefined, `${address} over TCP`).to.equal(false);
    overTcp.close();
  }

  async function expectDeaf(address: string): Promise<void> {
    const client = new TcpClient(port, address);
    expect(await client.receive(), `${address} over TCP`).to.equal(undefined);
    expect(await askUdp(port, makeQuery(question), { address, withinMs: 50 })).to.equal(undefined);
  }

  it('opens new addresses and closes old ones', async () => {
    await server.reload({ names, flags: at('127.0.0.1', '127.0.0.2', '::1') });
    for (const address of ['127.0.0.1', '127.0.0.2', '::1']) await expectServed(address);
    await server.reload({ names, flags: at('127.0.0.2') });
    await expectServed('127.0.0.2');
    await expectDeaf('127.0.0.1');
    expect(server.daemon.status().endpoints).to.deep.equal([`127.0.0.2:${port}`]);
  });

  it('widens an address to the wildcard on the same port, and narrows it again', async () => {
    expect((await server.reload({ names, flags: at('0.0.0.0') })).ok).to.equal(true);
    await expectServed('127.0.0.1');
    await expectServed('127.0.0.3');
    expect((await server.reload({ names, flags: at('127.0.0.1') })).ok).to.equal(true);
    await expectServed('127.0.0.1');
    await expectDeaf('127.0.0.3');
  });

  it('widens at once although a client keeps a connection open', async () => {
    const idle = new TcpClient(port);
    idle.send(makeQuery(question));
    await idle.receive();
    const queries = startSteadyQueries({ port, name: question, findFault: () => undefined });
    await until('queries flow', () => queries.sentCount > 10);
    await server.reload({ names, flags: at('0.0.0.0') });
    // The address is closed and reopened: a few milliseconds, with one query in each.
    expect((await queries.stop()).lost).to.be.lessThan(100);
    await expectServed('127.0.0.3');
    idle.close();
  });

  it('names an unavailable address, and changes nothing', async () => {
    const serial = server.serial;
    const reloaded = await server.reload({ names: {}, flags: at('127.0.0.1', '192.0.2.77') });
    expect(reloaded.ok ? [] : reloaded.problem.map(({ path }) => path)).to.deep.equal(['listen']);
    expect(reloaded.ok ? '' : reloaded.problem[0]?.message).to.include(`udp 192.0.2.77:${port}`);
    expect(server.serial).to.equal(serial);
    expect(addressesOf(await queryUdp(port, question))).to.deep.equal(['192.0.2.1']);
    expect(server.daemon.status().endpoints).to.deep.equal([`127.0.0.1:${port}`]);
    expect(server.notices.at(-1)).to.match(/^(READY=1|STATUS=serving example\.test)/);
  });

  it('opens no new address if one of them is unavailable', async () => {
    await server.reload({ names, flags: at('127.0.0.2', '192.0.2.77') });
    await expectDeaf('127.0.0.2');
    await expectServed('127.0.0.1');
  });

  it('loses no query to an address that another program holds', async () => {
    const other = createSocket('udp4').bind(port, '127.0.0.9');
    await once(other, 'listening');
    const queries = startSteadyQueries({ port, name: question, findFault: () => undefined });
    for (let count = 0; count < 10; count++) {
      const sentBefore = queries.sentCount;
      const reloaded = await server.reload({ names, flags: at('127.0.0.9') });
      expect(reloaded.ok ? '' : reloaded.problem[0]?.message).to.include('another program has it');
      await until('five more queries', () => queries.sentCount >= sentBefore + 5);
    }
    expect((await queries.stop()).lost).to.equal(0);
    other.close();
    await expectServed('127.0.0.1');
  });

  it('keeps a port that the kernel chose when the new one is taken', async () => {
    await stopDaemons();
    const other = createSocket('udp4').bind(port, '127.0.0.1');
    await once(other, 'listening');
    const chosen = await startReloadableDaemon({ names });
    const before = chosen.port;
    const reloaded = await chosen.reload({ names, flags: at('127.0.0.1') });
    expect(reloaded.ok).to.equal(false);
    expect(chosen.port).to.equal(before);
    expect(addressesOf(await queryTcp(before, question))).to.deep.equal(['192.0.2.1']);
    other.close();
  });

  it('restores the old address when a wider one is only half available', async () => {
    const other = createSocket('udp4').bind(port, '127.0.0.9');
    await once(other, 'listening');
    const reloaded = await server.reload({ names: {}, flags: at('0.0.0.0') });
    expect(reloaded.ok).to.equal(false);
    other.close();
    await expectServed('127.0.0.1');
    expect(addressesOf(await queryUdp(port, question))).to.deep.equal(['192.0.2.1']);
  });
});
