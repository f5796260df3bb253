// `healthy-dns status` against a real daemon: what it prints, and every exit code.

import { join } from 'node:path';
import { expect } from 'chai';
import { getControl } from '../../../src/control/ask-control.ts';
import { openControl } from '../../../src/control/control-server.ts';
import { controlSocketPath } from '../../../src/control/control-socket-path.ts';
import { routes } from '../../../src/control/protocol/routes.ts';
import { openBoundSockets } from '../../support/daemon/bound-sockets.ts';
import { RunningCli } from '../../support/daemon/run-cli.ts';
import { endSpawned, runCommand, spawnProgram, zoneVariables } from '../../support/daemon/spawn-daemon.ts';
import { leaveStaleSocket } from '../../support/daemon/stale-socket.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';
import { type Backend, findDeadPort, openBackend } from '../../support/worlds/backend.ts';

describe('healthy-dns status', () => {
  let backend: Backend;
  let dead: number;
  let directory: string;

  before(async () => {
    backend = await openBackend();
    dead = await findDeadPort();
  });
  after(() => backend.close());
  beforeEach(() => {
    directory = makeTemporaryDirectory();
  });
  afterEach(endSpawned);

  const up = () => ({ ips: ['127.0.0.1'], health_port: backend.port });
  const down = () => ({ ips: ['127.0.0.1'], health_port: dead });
  const status = (...words: string[]) =>
    runCommand(['status', ...words], { HEALTHY_DNS_RUNTIME_DIRECTORY: directory });

  function untilAsked(): Promise<void> {
    const path = controlSocketPath(directory);
    return until('it can be asked', async () => (await getControl(path, routes.status)).ok);
  }

  async function serve(names: unknown): Promise<void> {
    const environment = zoneVariables(names, { HEALTHY_DNS_RUNTIME_DIRECTORY: directory });
    spawnProgram({ environment });
    await untilAsked();
  }

  it('survives a reader that closes early, as head does', async () => {
    await serve({ www: up() });
    const run = new RunningCli(['status'], { HEALTHY_DNS_RUNTIME_DIRECTORY: directory });
    run.child.stdout.destroy();
    await until('it has ended', () => run.ended !== undefined);
    expect([run.ended, run.stderr]).to.deep.equal([0, '']);
  });

  it('exits 3 and says what it did not understand when the daemon is of another version', async () => {
    const path = controlSocketPath(directory);
    const body = { version: '9.0.0', pid: 1, startedSeconds: 'today' };
    const { method, path: target } = routes.status;
    const other = { method, path: target, handle: () => ({ code: 200, body }) };
    const opened = await openControl(path, [other]);
    const { code, output, errors } = await status('--json');
    if (opened.ok) await opened.value.close();
    expect([code, output]).to.deep.equal([3, '']);
    expect(errors).to.include('(startedSeconds is "today", not a number)').and.include('restart it');
  });

  it('exits 0 and prints a table when all is well', async () => {
    await serve({ www: up(), static: ['192.0.2.1'] });
    const { code, output, errors } = await status();
    expect([code, errors]).to.deep.equal([0, '']);
    expect(output).to.match(
      /^healthy-dns \S+, pid \d+, running for \d+ s\nserving example\.test\.?, 1 of 1 targets up/,
    );
    const table = output.split('\n\n')[1] ?? '';
    expect(table).to.match(/^TARGET +STATE +FOR +LAST PROBE +NEXT +NAMES\n/);
    expect(table).to.match(
      new RegExp(`^tcp 127\\.0\\.0\\.1:${backend.port} +up +\\d+ s +accepted in .* ms +.* +www$`, 'm'),
    );
  });

  it('prints everything as JSON', async () => {
    await serve({ www: up() });
    const { code, output } = await status('--json');
    const found = JSON.parse(output) as Record<string, unknown>;
    expect(code).to.equal(0);
    expect(Object.keys(found)).to.deep.equal([
      'version',
      'pid',
      'startedSeconds',
      'zones',
      'hostedZones',
      'serial',
      'endpoints',
      'udp',
      'network',
      'overrides',
      'replyLimit',
      'targets',
      'names',
      'queries',
      'window',
    ]);
  });

  it('exits 10 when a target is down and every name has an address, and puts that target first', async () => {
    await serve({ www: up(), mixed: { ips: ['127.0.0.1', '127.0.0.2'], health_port: backend.port } });
    // A first failure does not count until it is confirmed.
    await until('it is down', async () => (await status('--json')).output.includes('"down"'));
    const { code, output } = await status();
    expect(code).to.equal(10);
    expect(output.split('\n\n')[1]?.split('\n')[1]).to.match(/^tcp 127\.0\.0\.2:\d+ +down .*refused/);
    expect((await status('--serving')).code).to.equal(0);
  });

  it('exits 11 when a name has no address left, and lists it and the services that lack a place because of it', async () => {
    const at = (target: string) => ({ srv: [{ target, port: 80 }] });
    await serve({ www: up(), gone: down(), '_a._tcp': at('www'), '_b._tcp': at('gone') });
    const { code, output } = await status();
    expect(code).to.equal(11);
    expect(output).to.include('names without an address: gone\nservices without host: _b._tcp\n');
    expect((await status('--serving')).code).to.equal(0);
  });

  it('exits 12 when no zone is configured, also with --serving', async () => {
    const bound = await openBoundSockets(['udp4', 'tcp4']);
    const environment = { HEALTHY_DNS_RUNTIME_DIRECTORY: directory };
    spawnProgram({ fds: bound.fds, environment });
    await untilAsked();
    const { code, output } = await status();
    expect(code).to.equal(12);
    expect(output).to.include('no zone is configured; edit /etc/default/healthy-dns');
    expect((await status('--serving')).code).to.equal(12);
    await endSpawned();
    bound.close();
  });

  it('exits 3 when no daemon answers, and says where it asked', async () => {
    const { code, output, errors } = await status();
    expect([code, output]).to.deep.equal([3, '']);
    expect(errors).to.include(join(directory, 'control.sock')).and.include('is healthy-dns running?');
    await leaveStaleSocket(join(directory, 'control.sock'));
    expect((await status('--json')).code).to.equal(3);
  });

  it('exits 78 for a flag that it does not have', async () => {
    const { code, errors } = await status('--runtime-dir', '/tmp');
    expect(code).to.equal(78);
    expect(errors).to.include('there is no such flag');
  });

  it('finds the directory that a service manager assigned', async () => {
    await serve({ www: ['192.0.2.1'] });
    const given = { RUNTIME_DIRECTORY: `${directory}:/run/other` };
    expect((await runCommand(['status'], given)).code).to.equal(0);
  });
});
