// The program as a service manager runs it: inherited sockets, notify socket, watchdog. What only a booted systemd can show is
// in test/e2e.

import { createSocket } from 'node:dgram';
import { existsSync } from 'node:fs';
import { expect } from 'chai';
import type { Status } from '../../../src/control/protocol/status.ts';
import { journalSocketPath } from '../../../src/linux/journal.ts';
import { type BoundSockets, openBoundSockets } from '../../support/daemon/bound-sockets.ts';
import { endSpawned, runCommand, spawnProgram, zoneVariables } from '../../support/daemon/spawn-daemon.ts';
import {
  openUnixDatagramReceiver,
  type UnixDatagramReceiver,
} from '../../support/daemon/unix-datagram-receiver.ts';
import { makeQuery, queryTcp, queryUdp, TcpClient } from '../../support/dns/dns-client.ts';
import { addressesOf, startSteadyQueries } from '../../support/dns/steady-queries.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';
import { openSilentBackend } from '../../support/worlds/silent-backend.ts';

const refused = 5;

describe('healthy-dns as a service', () => {
  let bound: BoundSockets;
  let manager: UnixDatagramReceiver;
  let environment: Record<string, string>;

  beforeEach(async () => {
    bound = await openBoundSockets(['udp4', 'tcp4', 'udp6', 'tcp6']);
    manager = await openUnixDatagramReceiver();
    environment = { NOTIFY_SOCKET: manager.path, RUNTIME_DIRECTORY: makeTemporaryDirectory() };
  });
  afterEach(async () => {
    await endSpawned();
    bound.close();
    manager.close();
  });

  const isTold = (text: string) => manager.texts.some((told) => told.startsWith(text));
  const zone = (address: string) => zoneVariables({ www: [address] });

  it('runs without a zone: REFUSED on every socket, ready, and a status that names the file to edit', async () => {
    const daemon = spawnProgram({ fds: bound.fds, environment });
    await until('it is ready', () => isTold('STATUS='));
    expect(manager.texts[0]).to.equal('READY=1');
    expect(manager.texts[1]).to.match(/^STATUS=.*\/etc\/default\/healthy-dns/);
    expect((await queryUdp(bound.port, 'www.example.test')).code).to.equal(refused);
    expect((await queryTcp(bound.port, 'www.example.test')).code).to.equal(refused);
    const overTcp6 = new TcpClient(bound.port, '::1');
    overTcp6.send(makeQuery('www.example.test'));
    expect((await overTcp6.receive())?.readUInt8(3)).to.equal(refused);
    overTcp6.close();
    const warnings = daemon.output.split('\n').filter((line) => line.includes('"warning"'));
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.include('/etc/default/healthy-dns');
    expect(await daemon.stop()).to.equal(0);
  });

  it('answers all that waited in its sockets, though it is more than a network may get at once; and then no more', async () => {
    const client = createSocket('udp4');
    let answers = 0;
    client.on('message', () => answers++);
    // As many as fit into the buffer of a socket that nobody has enlarged.
    const send = () => {
      for (let i = 0; i < 200; i++) client.send(makeQuery('www.example.test'), bound.port, '127.0.0.1');
    };
    send();
    const limited = { HEALTHY_DNS_RRL: '10', HEALTHY_DNS_RRL_SLIP: '0' };
    spawnProgram({ fds: bound.fds, environment: { ...environment, ...zone('192.0.2.1'), ...limited } });
    await until('all are answered', () => answers === 200);
    send();
    await until('it counts who is limited', async () => {
      const { output } = await runCommand(['status', '--json'], environment);
      const { replyLimit } = JSON.parse(output) as Pick<Status, 'replyLimit'>;
      return (replyLimit?.dropped ?? 0) >= 150;
    });
    expect(answers).to.be.within(210, 250);
    client.close();
  });

  it('exits 78 with all findings on standard error for an invalid configuration, and is never ready', async () => {
    const bad = zoneVariables({ www: ['nowhere'] }, { HEALTHY_DNS_TTL: 'x' });
    const daemon = spawnProgram({ fds: bound.fds, environment: { ...environment, ...bad } });
    expect(await daemon.ended).to.equal(78);
    expect(daemon.errors).to.include('zone-resolutions.www').and.include('"x"');
    expect(manager.texts).to.deep.equal([]);
  });

  it('writes each finding to the journal as an error, when its output goes there', async () => {
    const bad = zoneVariables({ www: ['nowhere'] }, { HEALTHY_DNS_TTL: 'x' });
    const daemon = spawnProgram({
      prefix: ['sh', '-c', 'JOURNAL_STREAM=$(stat -Lc %d:%i /proc/$$/fd/1) exec "$@"', 'sh'],
      environment: { ...environment, ...bad },
    });
    expect(await daemon.ended).to.equal(78);
    // On a machine without a journal they are lines with a severity; with one, entries.
    if (existsSync(journalSocketPath)) expect(daemon.output).to.equal('');
    else
      expect(daemon.output)
        .to.match(/^<3>ttl: "x"/m)
        .and.match(/^<3>zone-resolutions\.www\[0\]: "nowhere"/m);
    expect(daemon.errors).to.equal('');
  });

  it('exits 78 for half a configuration: only an empty one counts as not configured yet', async () => {
    const daemon = spawnProgram({
      fds: bound.fds,
      environment: { ...environment, HEALTHY_DNS_HOSTED_ZONE: 'example.test' },
    });
    expect(await daemon.ended).to.equal(78);
  });

  it('notifies in order: ready, reloading, ready again, stopping', async () => {
    const daemon = spawnProgram({ fds: bound.fds, environment: { ...environment, ...zone('192.0.2.1') } });
    await until('it is ready', () => isTold('STATUS='));
    const told = manager.texts.length;
    const { code } = await runCommand(['reload'], { ...environment, ...zone('192.0.2.2') });
    expect(code).to.equal(0);
    await until('it is ready again', () => manager.texts.length >= told + 3);
    expect(await daemon.stop()).to.equal(0);
    const kinds = manager.texts.map((text) => text.split('=')[0]);
    expect(kinds).to.deep.equal(['READY', 'STATUS', 'RELOADING', 'READY', 'STATUS', 'STOPPING']);
    expect(manager.texts[2]).to.match(/^RELOADING=1\nMONOTONIC_USEC=\d+$/);
    expect(manager.texts[1]).to.match(/^STATUS=serving example\.test\.?, nothing to probe, serial \d+$/);
  });

  it('answers on the control socket as soon as it is ready', async () => {
    spawnProgram({ fds: bound.fds, environment: { ...environment, ...zone('192.0.2.1') } });
    const path = `${environment['RUNTIME_DIRECTORY']}/control.sock`;
    // Whichever comes first, in very small steps.
    while (!isTold('READY=1')) await new Promise((resolve) => setImmediate(resolve));
    expect(existsSync(path)).to.equal(true);
  });

  it('survives a SIGHUP during the start', async () => {
    const silent = await openSilentBackend();
    const names = { www: { ips: ['127.0.0.1'], health_port: silent.port } };
    // The warning about an unknown variable shows that the first round of probes begins.
    const variables = zoneVariables(names, { HEALTHY_DNS_TEST_TIMEOUT: '0.5', HEALTHY_DNS_TTLL: '5' });
    const daemon = spawnProgram({ fds: bound.fds, environment: { ...environment, ...variables } });
    await until('it has begun', () => daemon.output.includes('HEALTHY_DNS_TTLL'));
    daemon.kill('SIGHUP');
    await until('it is ready', () => daemon.hasEnded || isTold('READY=1'));
    expect(await daemon.stop()).to.equal(0);
    silent.close();
  });

  it('sends a heartbeat twice a second for a limit of one second, and none while it is suspended', async () => {
    const watched = { ...environment, ...zone('192.0.2.1'), WATCHDOG_USEC: '1000000' };
    const daemon = spawnProgram({ fds: bound.fds, environment: watched });
    const signs = () => manager.texts.filter((text) => text === 'WATCHDOG=1').length;
    await until('three signs', () => signs() >= 3);
    daemon.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const atStop = signs();
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(signs()).to.equal(atStop);
    daemon.kill('SIGCONT');
    await until('two more signs', () => signs() >= atStop + 2);
    expect(await daemon.stop()).to.equal(0);
  });

  it('loses no query over restarts: queries wait in the sockets meanwhile', async () => {
    const variables = { ...environment, ...zone('192.0.2.1') };
    let daemon = spawnProgram({ fds: bound.fds, environment: variables });
    await until('it is ready', () => isTold('READY=1'));
    const queries = startSteadyQueries({
      port: bound.port,
      name: 'www.example.test',
      // A slow machine restarts slowly: what waits in the socket must fit there.
      everyMs: 5,
      findFault: (reply) => (addressesOf(reply).join() === '192.0.2.1' ? undefined : `code ${reply.code}`),
    });
    for (let count = 2; count <= 4; count++) {
      const overTcp = new TcpClient(bound.port);
      const sent = queries.sentCount;
      await until('queries flow', () => queries.sentCount > sent + 20);
      overTcp.close();
      expect(await daemon.stop()).to.equal(0);
      const waiting = new TcpClient(bound.port);
      waiting.send(makeQuery('www.example.test'));
      daemon = spawnProgram({ fds: bound.fds, environment: variables });
      const readies = () => manager.texts.filter((text) => text === 'READY=1').length;
      await until('it is ready again', () => readies() === count);
      expect((await waiting.receive())?.readUInt8(3)).to.equal(0);
      waiting.close();
    }
    const { lost, wrong } = await queries.stop();
    expect({ lost, wrong }).to.deep.equal({ lost: 0, wrong: [] });
  });
});
