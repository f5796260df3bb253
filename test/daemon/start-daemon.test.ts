// A whole daemon in this process: what is true when it is ready, and what is left when it has stopped.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { startDaemon } from '../../src/daemon/start-daemon.ts';
import { loadLibc } from '../../src/linux/libc.ts';
import { noKeys } from '../../src/tsig/tsig-key.ts';
import { configOf, groupsOf } from '../support/daemon/read-findings.ts';
import {
  startTestDaemon,
  type TestDaemon,
  type TestDaemonSettings,
} from '../support/daemon/start-test-daemon.ts';
import { askTcp, askUdp, makeQuery, queryTcp, queryUdp } from '../support/dns/dns-client.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';
import { runAfterEach } from '../support/run-after-each.ts';
import { until } from '../support/until.ts';
import { openTarget, type TestTarget } from '../support/worlds/open-target.ts';

describe('startDaemon', () => {
  const atEnd = runAfterEach();

  async function open(address = '127.0.0.1'): Promise<TestTarget> {
    const target = await openTarget(address);
    atEnd(() => target.takeDown());
    return target;
  }

  async function start(settings: TestDaemonSettings): Promise<TestDaemon> {
    const daemon = await startTestDaemon(settings);
    atEnd(() => daemon.stop());
    return daemon;
  }

  /** Listeners as an operator names them; resolves to a daemon or problems, and never throws. */
  async function tryToStart(listen: readonly string[], port: number) {
    const { logger } = createRecordingLogger();
    const config = configOf({ listen, port: `${port}` });
    const started = await startDaemon(
      { ...config, zones: groupsOf(config), tsigKeys: noKeys, cookieSecrets: [], httpTokenDigests: [] },
      { logger, libc: loadLibc() },
    );
    if (started.ok) atEnd(() => started.value.stop());
    return started;
  }

  it('answers truthfully from the first query on, after a first round of probes', async () => {
    const { port } = await open();
    const www = { ips: ['127.0.0.1', '127.99.99.99'], health_port: port };
    const daemon = await start({ names: { www } });
    const overUdp = await queryUdp(daemon.port, 'www.example.test');
    expect(overUdp.answers).to.deep.equal(['www.example.test 60 A 127.0.0.1']);
    expect((await queryTcp(daemon.port, 'www.example.test')).answers).to.have.length(1);
    const serving = daemon.log.find(({ fields }) => fields.event === 'serving');
    expect(serving?.message).to.match(
      /^serving example\.test\., 1 of 2 targets up, serial \d+, on 127\.0\.0\.1:\d+, UDP by \w+$/,
    );
    expect(serving?.message).to.include(`:${daemon.port}`);
  });

  it('warns when no target answered at all', async () => {
    const target = await open();
    await target.takeDown();
    const daemon = await start({ names: { www: { ips: [target.address], health_port: target.port } } });
    const warning = daemon.log.find(({ fields }) => fields.event === 'all-targets-down');
    expect(warning).to.have.property('level', 'warning');
    expect(warning).to.have.property('message', 'the only target did not answer the first probe');
  });

  it('publishes changes under a newer serial', async () => {
    const target = await open();
    const www = { ips: [target.address], health_port: target.port };
    const daemon = await start({
      names: { www },
      flags: { 'test-min-interval': '0.1', 'test-timeout': '0.1' },
    });
    const before = daemon.daemon.zones[0]?.serial ?? 0;
    await target.takeDown();
    await until('the name is empty', async () => {
      return (await queryUdp(daemon.port, 'www.example.test')).answers.length === 0;
    });
    expect(daemon.daemon.zones[0]?.serial).to.be.above(before);
    const change = daemon.log.find(({ fields }) => fields.event === 'target-down');
    expect(change?.message).to.equal(
      `tcp 127.0.0.1:${target.port} is down (refused); www now has no address`,
    );
  });

  it('returns a problem when the port is in use for UDP', async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    atEnd(() => socket.close());
    await once(socket, 'listening');
    const { port } = socket.address();
    const started = await tryToStart(['127.0.0.1'], port);
    const problems = started.ok ? [] : started.problem.map(({ message }) => message);
    expect(problems).to.have.length(1);
    expect(problems[0]).to.match(
      new RegExp(`^cannot listen on udp 127\\.0\\.0\\.1:${port}: another program has it`),
    );
  });

  it('returns a problem when the port is in use for TCP, and closes UDP', async () => {
    const { port } = await open();
    const started = await tryToStart(['127.0.0.1'], port);
    const problems = started.ok ? [] : started.problem.map(({ message }) => message);
    expect(problems).to.have.length(1);
    expect(problems[0]).to.match(
      new RegExp(`^cannot listen on tcp 127\\.0\\.0\\.1:${port}: another program has it`),
    );
    const socket = createSocket('udp4').bind(port, '127.0.0.1');
    atEnd(() => socket.close());
    await once(socket, 'listening');
  });

  it('reports every unavailable address, and closes the others', async () => {
    const { port } = await open();
    const started = await tryToStart(['127.0.0.1', '127.0.0.2', '192.0.2.1'], port);
    const problems = started.ok ? [] : started.problem.map(({ message }) => message);
    expect(problems).to.have.length(2);
    expect(problems[0]).to.match(/127\.0\.0\.1:\d+: another program has it/);
    expect(problems[1]).to.match(/192\.0\.2\.1:\d+: this machine does not have that address/);
    const second = createServer().listen(port, '127.0.0.2');
    atEnd(() => second.close());
    await once(second, 'listening');
  });

  it('listens on several addresses, and with port 0 on the same port for UDP and TCP', async () => {
    const { daemon } = await start({
      names: { www: ['192.0.2.1'] },
      flags: { listen: ['127.0.0.1', '127.0.0.2'] },
    });
    expect(daemon.endpoints).to.have.length(2);
    for (const { address, port } of daemon.endpoints) {
      const query = makeQuery('www.example.test');
      expect(await askUdp(port, query, { address: address.text })).not.to.equal(undefined);
      expect(await askTcp(port, query, address.text)).not.to.equal(undefined);
    }
  });

  it('leaves no socket and no timer behind when it stops', async () => {
    const { port } = await open();
    const before = countHandles();
    const www = { ips: ['127.0.0.1', '127.0.0.3'], health_port: port };
    const daemon = await startTestDaemon({ names: { www } });
    await queryTcp(daemon.port, 'www.example.test').finally(() => daemon.stop());
    await until('all is closed', () => countHandles() <= before);
  });
});

function countHandles(): number {
  return process.getActiveResourcesInfo().filter((kind) => /TCP|UDP|Timeout/.test(kind)).length;
}
