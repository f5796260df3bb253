// What a service manager, or an impostor, may get wrong: unusable sockets, too few files, a directory that vanishes, a log
// that nobody reads.

import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { controlSocketPath } from '../../../src/control/control-socket-path.ts';
import { requestJson } from '../../../src/control/request-json.ts';
import { type BoundSockets, openBoundSockets } from '../../support/daemon/bound-sockets.ts';
import { endSpawned, spawnProgram, zoneVariables } from '../../support/daemon/spawn-daemon.ts';
import { queryUdp } from '../../support/dns/dns-client.ts';
import { addressesOf } from '../../support/dns/steady-queries.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';

describe('healthy-dns in bad hands', () => {
  let bound: BoundSockets;
  let directory: string;
  let environment: Record<string, string>;

  beforeEach(async () => {
    bound = await openBoundSockets(['udp4', 'tcp4']);
    directory = makeTemporaryDirectory();
    environment = { RUNTIME_DIRECTORY: directory, ...zoneVariables({ www: ['192.0.2.1'] }) };
  });
  afterEach(async () => {
    await endSpawned();
    bound.close();
  });

  const www = async () => addressesOf(await queryUdp(bound.port, 'www.example.test')).join();
  const ask = () => requestJson(controlSocketPath(directory), 'GET', '/v1/status');

  it('exits 69 and names the descriptor when an inherited one is not a socket', async () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    const fd = openSync(file, 'r');
    const daemon = spawnProgram({ fds: [...bound.fds, fd], environment });
    expect(await daemon.ended).to.equal(69);
    expect(daemon.output + daemon.errors)
      .to.include('inherited socket 5')
      .and.include('not a socket');
    closeSync(fd);
  });

  it('exits 69 when more sockets are announced than passed', async () => {
    const daemon = spawnProgram({ fds: bound.fds, listenFds: '40', environment });
    expect(await daemon.ended).to.equal(69);
    expect(daemon.output + daemon.errors).to.include('not a socket');
  });

  it('exits 69 for a count that is not a number', async () => {
    const daemon = spawnProgram({ fds: bound.fds, listenFds: 'two', environment });
    expect(await daemon.ended).to.equal(69);
    expect(daemon.errors).to.include('LISTEN_FDS is "two"');
  });

  it('opens its own sockets when the inherited ones are for another process', async () => {
    const port = String(bound.port);
    bound.close();
    const daemon = spawnProgram({
      environment: { ...environment, HEALTHY_DNS_PORT: port, LISTEN_FDS: '2', LISTEN_PID: '1' },
    });
    await until('it serves', () => daemon.output.includes('"serving"') || daemon.hasEnded);
    expect(await www()).to.equal('192.0.2.1');
    expect(await daemon.stop()).to.equal(0);
    bound = await openBoundSockets(['udp4', 'tcp4']);
  });

  it('warns when only UDP is inherited, and serves that', async () => {
    const daemon = spawnProgram({ fds: bound.fds.slice(0, 1), environment });
    await until('it serves', () => daemon.output.includes('"serving"'));
    expect(daemon.output).to.include('no TCP socket was inherited');
    expect(await www()).to.equal('192.0.2.1');
  });

  it('keeps answering after more control connections than it may open files', async () => {
    const daemon = spawnProgram({ fds: bound.fds, filesMax: 200, environment });
    await until('it can be asked', async () => (await ask()).ok);
    for (let round = 0; round < 3; round++) {
      const sockets = Array.from({ length: 250 }, () => connect(controlSocketPath(directory)));
      for (const socket of sockets) socket.on('error', () => undefined);
      expect(await www()).to.equal('192.0.2.1');
      for (const socket of sockets) socket.destroy();
    }
    await until('it can be asked again', async () => daemon.hasEnded || (await ask()).ok);
    expect(await www()).to.equal('192.0.2.1');
    expect(await daemon.stop()).to.equal(0);
  });

  it('keeps serving, and ends in order, when its directory vanishes', async () => {
    const daemon = spawnProgram({ fds: bound.fds, environment });
    await until('it can be asked', async () => (await ask()).ok);
    rmSync(directory, { recursive: true });
    await until('it has noticed', () => daemon.output.includes('"verdicts-unwritable"'));
    daemon.kill('SIGHUP');
    await until('it reloads nevertheless', () => daemon.output.includes('"reloaded"'));
    expect(await www()).to.equal('192.0.2.1');
    expect(await daemon.stop()).to.equal(0);
  });

  it('keeps answering, and ends when told to, although nobody reads its log', async () => {
    const daemon = spawnProgram({ fds: bound.fds, isRead: false, environment });
    await until('it can be asked', async () => (await ask()).ok);
    const bad = { environment: { HEALTHY_DNS_TTL: 'x'.repeat(20_000), HEALTHY_DNS_HOSTED_ZONE: 'a.test' } };
    for (let count = 0; count < 50; count++) {
      await requestJson(controlSocketPath(directory), 'POST', '/v1/reload', bad);
    }
    expect(await www()).to.equal('192.0.2.1');
    expect(await daemon.stop()).to.equal(0);
  });

  it('survives a storm of reloads, good and bad and by signal, and ends up with the last good one', async () => {
    const daemon = spawnProgram({ fds: bound.fds, environment });
    await until('it can be asked', async () => (await ask()).ok);
    const path = controlSocketPath(directory);
    const storm = Array.from({ length: 100 }, (_, index) => {
      if (index % 10 === 0) daemon.kill('SIGHUP');
      const names = index % 3 === 0 ? { www: ['bad'] } : { www: [`192.0.2.${index}`] };
      return requestJson(path, 'POST', '/v1/reload', { environment: zoneVariables(names) });
    });
    const codes = (await Promise.all(storm)).map((asked) => (asked.ok ? asked.value.code : asked.problem));
    expect(codes.filter((code) => code === 422)).to.have.length(34);
    expect(codes.filter((code) => code === 200)).to.have.length(66);
    await requestJson(path, 'POST', '/v1/reload', { environment: zoneVariables({ www: ['192.0.2.200'] }) });
    expect(await www()).to.equal('192.0.2.200');
    expect(daemon.hasEnded).to.equal(false);
  });
});
