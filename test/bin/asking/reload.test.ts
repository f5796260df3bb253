// `healthy-dns reload` and SIGHUP against a real daemon: what is applied, what is not, and what the user is told.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { controlSocketPath } from '../../../src/control/control-socket-path.ts';
import type { Status } from '../../../src/control/protocol/status.ts';
import { requestJson } from '../../../src/control/request-json.ts';
import { type BoundSockets, openBoundSockets } from '../../support/daemon/bound-sockets.ts';
import {
  endSpawned,
  runCommand,
  type SpawnedProgram,
  spawnProgram,
  zoneVariables,
} from '../../support/daemon/spawn-daemon.ts';
import { queryUdp } from '../../support/dns/dns-client.ts';
import { addressesOf } from '../../support/dns/steady-queries.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';
import { openSilentBackend } from '../../support/worlds/silent-backend.ts';

/** Runs what follows with a standard error that counts as the journal. */
const errorsInJournal = ['sh', '-c', 'JOURNAL_STREAM=$(stat -Lc %d:%i /dev/fd/2) exec "$@"', 'sh'];

describe('healthy-dns reload', () => {
  let directory: string;
  let bound: BoundSockets;
  let daemon: SpawnedProgram;

  beforeEach(async () => {
    directory = makeTemporaryDirectory();
    bound = await openBoundSockets(['udp4', 'tcp4']);
  });
  afterEach(async () => {
    await endSpawned();
    bound.close();
  });

  async function serve(variables: Readonly<Record<string, string>>): Promise<void> {
    daemon = spawnProgram({ fds: bound.fds, environment: { RUNTIME_DIRECTORY: directory, ...variables } });
    const isThere = async () => (await requestJson(controlSocketPath(directory), 'GET', '/v1/status')).ok;
    await until('it can be asked', isThere);
  }

  const reload = (environment: Readonly<Record<string, string>>, ...words: string[]) =>
    runCommand(['reload', ...words], { RUNTIME_DIRECTORY: directory, ...environment });
  const www = async () => addressesOf(await queryUdp(bound.port, 'www.example.test')).join();
  const zone = (address: string, more: Readonly<Record<string, string>> = {}) =>
    zoneVariables({ www: [address] }, more);

  it('makes the daemon take the configuration of its environment, in the same process', async () => {
    await serve(zone('192.0.2.1'));
    const { code, errors } = await reload(zone('192.0.2.2'));
    expect([code, errors]).to.deep.equal([0, '']);
    expect(await www()).to.equal('192.0.2.2');
    expect(daemon.hasEnded).to.equal(false);
  });

  it('prints all findings, exits 78 and leaves everything as it was', async () => {
    await serve(zone('192.0.2.1'));
    const bad = zone('192.0.2.300', { HEALTHY_DNS_TTL: 'long', HEALTHY_DNS_TTLL: '5' });
    const { code, errors } = await reload(bad);
    expect(code).to.equal(78);
    expect(errors).to.include('192.0.2.300').and.include('"long"').and.include('HEALTHY_DNS_TTLL');
    expect(errors).to.include('the old one keeps serving');
    expect(await www()).to.equal('192.0.2.1');
  });

  it('exits 0 and prints the warnings of the applied configuration', async () => {
    await serve(zone('192.0.2.1'));
    const { code, errors } = await reload(zone('192.0.2.2', { HEALTHY_DNS_TTLL: '5' }));
    expect(code).to.equal(0);
    expect(errors).to.include('HEALTHY_DNS_TTLL');
  });

  it('prints with --dry-run what would change, and changes nothing', async () => {
    await serve(zone('192.0.2.1'));
    const { code, output, errors } = await reload(zone('192.0.2.2'), '--dry-run');
    expect([code, errors]).to.deep.equal([0, '']);
    expect(output.split('\n')).to.deep.equal([
      'example.test. (zone changed: -1 +1 records)',
      '- www.example.test. 60 IN A 192.0.2.1',
      '+ www.example.test. 60 IN A 192.0.2.2',
      '',
    ]);
    expect(await www()).to.equal('192.0.2.1');
  });

  it('says with --dry-run that a reload would be refused, and exits 78', async () => {
    await serve(zone('192.0.2.1'));
    const { code, output, errors } = await reload(zone('192.0.2.300'), '--dry-run');
    expect([code, output]).to.deep.equal([78, '']);
    expect(errors).to.include('192.0.2.300').and.include('a reload would be refused');
  });

  it('exits 3 when no daemon answers', async () => {
    const { code, errors } = await reload(zone('192.0.2.1'));
    expect(code).to.equal(3);
    expect(errors).to.include('is healthy-dns running?');
  });

  it('does not mistake an absence of variables for a configuration, not even from a service manager', async () => {
    await serve(zone('192.0.2.1'));
    const { code, errors } = await reload({ MAINPID: String(daemon.pid) });
    expect(code).to.equal(78);
    expect(errors).to.include('--allow-empty');
    expect(await www()).to.equal('192.0.2.1');
    expect((await reload({ MAINPID: String(daemon.pid) }, '--allow-empty')).code).to.equal(0);
    expect((await queryUdp(bound.port, 'www.example.test')).code).to.equal(5);
  });

  it('leaves the findings to the daemon when both write to the journal', async () => {
    await serve(zone('192.0.2.1'));
    const bad = { RUNTIME_DIRECTORY: directory, ...zone('192.0.2.300') };
    const quiet = spawnProgram({ prefix: errorsInJournal, words: ['reload'], environment: bad });
    expect(await quiet.ended).to.equal(78);
    expect(quiet.errors).to.equal('');
    expect(daemon.output.match(/192\.0\.2\.300/g)).to.have.length(1);
    const nobody = { RUNTIME_DIRECTORY: makeTemporaryDirectory() };
    const alone = spawnProgram({ prefix: errorsInJournal, words: ['reload'], environment: nobody });
    expect(await alone.ended).to.equal(3);
    expect(alone.errors).to.match(/^<3>error: cannot reach the daemon/);
  });

  it('reads "the same again" into an absence of variables in a shell', async () => {
    await serve(zone('192.0.2.1'));
    expect((await reload({})).code).to.equal(0);
    expect(await www()).to.equal('192.0.2.1');
  });

  it('does not count the variable that says where the daemon is as configuration', async () => {
    await serve(zone('192.0.2.1'));
    const { code } = await runCommand(['reload'], { HEALTHY_DNS_RUNTIME_DIRECTORY: directory });
    expect(code).to.equal(0);
    expect(await www()).to.equal('192.0.2.1');
  });

  it('refuses flags of the daemon, which it cannot pass on', async () => {
    await serve(zone('192.0.2.1'));
    const { code, errors } = await reload({}, '--ttl', '5');
    expect(code).to.be.oneOf([64, 78]);
    expect(errors).to.include('--ttl');
  });

  it('lets the flags of the daemon override new variables', async () => {
    daemon = spawnProgram({
      words: ['--ttl', '77'],
      fds: bound.fds,
      environment: { RUNTIME_DIRECTORY: directory, ...zone('192.0.2.1') },
    });
    await until(
      'it is there',
      async () => (await reload(zone('192.0.2.2', { HEALTHY_DNS_TTL: '5' }))).code === 0,
    );
    const { answers } = await queryUdp(bound.port, 'www.example.test');
    expect(answers).to.deep.equal(['www.example.test 77 A 192.0.2.2']);
  });

  it('reads @files again on SIGHUP, and keeps the old content when the new one is damaged', async () => {
    const file = join(directory, 'names.json');
    writeFileSync(file, '{"www": ["192.0.2.1"]}');
    await serve(zoneVariables(`@${file}`));
    writeFileSync(file, '{"www": ["192.0.2.2"]}');
    daemon.kill('SIGHUP');
    await until('the new address is answered', async () => (await www()) === '192.0.2.2');
    writeFileSync(file, '{"www": [');
    daemon.kill('SIGHUP');
    await until('it complains', () => daemon.output.includes('"reload-failed"'));
    expect(await www()).to.equal('192.0.2.2');
    expect(daemon.hasEnded).to.equal(false);
  });

  it('applies a new log level', async () => {
    await serve(zone('192.0.2.1', { HEALTHY_DNS_LOG_LEVEL: 'error' }));
    expect(daemon.output).to.equal('');
    await reload(zone('192.0.2.1', { HEALTHY_DNS_LOG_LEVEL: 'info' }));
    await reload(zone('192.0.2.1', { HEALTHY_DNS_LOG_LEVEL: 'info' }));
    expect(daemon.output.match(/"reloaded"/g)).to.have.length(1);
  });

  it('does not restore the old configuration on a SIGHUP while the new one is being applied', async () => {
    const silent = await openSilentBackend();
    await serve(zone('192.0.2.1'));
    const names = { www: ['192.0.2.2'], slow: { ips: ['127.0.0.1'], health_port: silent.port } };
    const environment = zoneVariables(names, { HEALTHY_DNS_TEST_TIMEOUT: '0.5' });
    const path = controlSocketPath(directory);
    const taking = requestJson(path, 'POST', '/v1/reload', { environment });
    const isProbed = async () => {
      const asked = await requestJson(path, 'GET', '/v1/status');
      return asked.ok && (asked.value.body as Status).targets.total === 1;
    };
    await until('the new target is probed', isProbed);
    const again = requestJson(path, 'POST', '/v1/reload');
    expect((await taking).ok && (await again).ok).to.equal(true);
    expect(await www()).to.equal('192.0.2.2');
    silent.close();
  });
});
