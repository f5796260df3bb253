// `healthy-dns drain`, `undrain`, `force` and `release` against a real daemon: answers, output, every exit code, and
// what survives a reload and a restart.

import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { controlSocketPath } from '../../../src/control/control-socket-path.ts';
import type { OverrideStatus } from '../../../src/control/protocol/overrides.ts';
import { OperatedDaemon } from '../../support/daemon/operated-daemon.ts';
import { endSpawned, type SpawnedProgram, zoneVariables } from '../../support/daemon/spawn-daemon.ts';
import { queryUdp } from '../../support/dns/dns-client.ts';
import { until } from '../../support/until.ts';
import { openTarget, type TestTarget } from '../../support/worlds/open-target.ts';

const addresses = ['127.0.0.1', '127.0.0.2'];

describe('healthy-dns drain, undrain, force and release', () => {
  let operated: OperatedDaemon;
  let daemon: SpawnedProgram;
  let backendPort = 0;
  const backends: TestTarget[] = [];

  before(async () => {
    for (const address of addresses) backends.push(await openTarget(address, backends[0]?.port));
    backendPort = backends[0]?.port ?? 0;
  });
  after(() => Promise.all(backends.map((backend) => backend.takeDown())));
  beforeEach(() => {
    operated = new OperatedDaemon();
  });
  afterEach(endSpawned);

  const names = () => ({
    www: { ips: addresses, health_port: backendPort },
    static: ['127.0.0.2', '192.0.2.9'],
    ghost: { ips: ['127.0.0.1', '127.0.0.9'], health_port: backendPort },
    a1: ['192.0.2.21'],
    a2: ['192.0.2.22'],
    '_http._tcp': {
      srv: [
        { target: 'a1', port: 80 },
        { target: 'a2', port: 80 },
      ],
    },
  });

  async function serve(variables: Readonly<Record<string, string>> = {}): Promise<void> {
    const zone = zoneVariables(names(), { HEALTHY_DNS_TEST_MIN_INTERVAL: '0.5', ...variables });
    daemon = await operated.serve(zone);
  }

  const run = (...words: string[]) => operated.run(...words);
  const status = () => operated.status();

  async function answered(name: string): Promise<readonly string[]> {
    const { answers } = await queryUdp(await operated.dnsPort(), `${name}.example.test`);
    return answers.map((record) => record.split(' ')[3] ?? '').sort();
  }

  it('drains and undrains an address, which is out of every answer when the command returns', async () => {
    await serve();
    const { code, output, errors } = await run('drain', '127.0.0.2');
    expect([code, errors]).to.deep.equal([0, '']);
    expect(output).to.match(
      /^127\.0\.0\.2 is drained for www, static until you run undrain\nresolvers may cache .* \d+ s/,
    );
    expect(await answered('www')).to.deep.equal(['127.0.0.1']);
    expect(await answered('static')).to.deep.equal(['192.0.2.9']);
    const ended = await run('undrain', '127.0.0.2');
    expect([ended.code, ended.output]).to.deep.equal([0, '127.0.0.2 is no longer drained\n']);
    expect(await answered('www')).to.deep.equal(addresses);
    expect(await answered('static')).to.deep.equal(['127.0.0.2', '192.0.2.9']);
  });

  it('drains one port of an address, and warns of names that still have it', async () => {
    await serve();
    const { code, errors } = await run('drain', `127.0.0.2:${backendPort}`);
    expect(code).to.equal(0);
    expect(errors).to.include('static is still answered with what was drained');
    expect(await answered('www')).to.deep.equal(['127.0.0.1']);
    expect(await answered('static')).to.deep.equal(['127.0.0.2', '192.0.2.9']);
    // Ending another drain than the one in force is refused, and says which one it is.
    const other = await run('undrain', '127.0.0.2');
    expect(other.code).to.equal(13);
    expect(other.errors).to.include(`127.0.0.2:${backendPort} is still drained`);
  });

  it('refuses to empty a name, says which, and does it when told to', async () => {
    await serve();
    const refused = await run('drain', 'www');
    expect(refused.code).to.equal(13);
    expect(refused.errors).to.equal('error: www would have no address left; --force-empty does it anyway\n');
    expect(await answered('www')).to.deep.equal(addresses);
    const { code, errors } = await run('drain', 'www.example.test', '--force-empty');
    expect(code).to.equal(0);
    expect(errors).to.include('there is no address left for www');
    expect(await answered('www')).to.deep.equal([]);
    expect((await run('status')).code).to.equal(11);
  });

  it('drains a host behind a service while the service has another one', async () => {
    await serve();
    expect((await run('drain', '192.0.2.21')).code).to.equal(0);
    const last = await run('drain', 'a2');
    expect(last.code).to.equal(13);
    expect(last.errors).to.include('_http._tcp would have no address left;');
  });

  it('forces a verdict, whatever probes say, and releases it', async () => {
    await serve();
    await until('ghost has what is alive', async () => (await answered('ghost')).join() === '127.0.0.1');
    const up = await run('force', 'up', '127.0.0.9', '--for', '2h');
    expect(up.code, up.errors).to.equal(0);
    expect(await answered('ghost')).to.deep.equal(['127.0.0.1', '127.0.0.9']);
    const down = await run('force', 'down', `127.0.0.1:${backendPort}`);
    expect(down.code, down.errors).to.equal(0);
    expect(await answered('ghost')).to.deep.equal(['127.0.0.9']);
    expect(await answered('www')).to.deep.equal(['127.0.0.2']);
    const list = (await status()).targets.list;
    const of = (address: string) => list.find(({ target }) => target.includes(`${address}:`));
    expect([of('127.0.0.1')?.state, of('127.0.0.1')?.override]).to.deep.equal(['up', 'forced down']);
    expect([of('127.0.0.9')?.state, of('127.0.0.9')?.override]).to.deep.equal(['down', 'forced up']);
    for (const subject of ['127.0.0.9', `127.0.0.1:${backendPort}`])
      expect((await run('release', subject)).code).to.equal(0);
    expect(await answered('ghost')).to.deep.equal(['127.0.0.1']);
    expect((await run('release', '127.0.0.9')).output).to.equal('127.0.0.9 was not forced\n');
  });

  it('counts a forced verdict like any other, in status, its exit code and the order of its table', async () => {
    await serve();
    await until('127.0.0.9 is down', async () =>
      (await status()).targets.list.some(({ state }) => state === 'down'),
    );
    const counts = async () => {
      const { total, up, forcedUp, forcedDown } = (await status()).targets;
      return [up, total, forcedUp, forcedDown];
    };
    expect(await counts()).to.deep.equal([2, 3, 0, 0]);
    expect((await run('status')).code).to.equal(10);
    await run('force', 'up', '127.0.0.9');
    expect(await counts()).to.deep.equal([3, 3, 1, 0]);
    expect((await run('status')).code).to.equal(0);
    await run('force', 'down', '127.0.0.2');
    expect(await counts()).to.deep.equal([2, 3, 1, 1]);
    const { code, output } = await run('status');
    expect(code).to.equal(10);
    expect(output).to.include('2 of 3 targets up (1 forced up, 1 forced down), 2 overrides,');
    const rows = output.slice(output.indexOf('TARGET')).split('\n');
    expect(rows[1]).to.match(/^tcp 127\.0\.0\.2:\d+ +up \(forced down\) /);
  });

  it('keeps overrides over a reload and a restart, with who and since when', async () => {
    await serve();
    expect((await run('drain', '127.0.0.2', '--for', '1h')).code).to.equal(0);
    const before = (await status()).overrides;
    expect(before).to.have.length(1);
    expect(before[0]?.by.uid).to.equal(process.getuid?.());
    expect((before[0]?.untilSeconds ?? 0) - (before[0]?.sinceSeconds ?? 0)).to.equal(3600);
    daemon.kill('SIGHUP');
    await until('it is reloaded', () => daemon.output.includes('"reloaded"'));
    expect(await answered('www')).to.deep.equal(['127.0.0.1']);
    await daemon.stop();
    await serve();
    expect(await answered('www')).to.deep.equal(['127.0.0.1']);
    const without = ({ clearInMs: _, ...rest }: OverrideStatus) => rest;
    expect((await status()).overrides.map(without)).to.deep.equal(before.map(without));
    expect(daemon.output).to.include('overrides-restored');
  });

  it('ends an override when it expires, and logs it', async () => {
    await serve();
    expect((await run('drain', '127.0.0.2', '--for', '2')).code).to.equal(0);
    await until('its time is up', async () => (await status()).overrides.length === 0);
    await until('it is answered again', async () => (await answered('www')).length === 2);
    expect(daemon.output).to.include('127.0.0.2 is no longer drained: expired');
  });

  it('starts without overrides when their file is damaged, and says so; opens the socket to nobody else', async () => {
    writeFileSync(join(operated.directory, 'overrides.json'), '{"format":1,"overrides":[{"action":');
    await serve();
    expect(daemon.output).to.include('overrides-unreadable');
    expect(await answered('www')).to.deep.equal(addresses);
    expect(statSync(controlSocketPath(operated.directory)).mode & 0o777).to.equal(0o600);
  });

  it('exits 68 for what nothing has, 13 for what cannot be forced, 64 for words that make no sense', async () => {
    await serve();
    for (const subject of [
      '192.0.2.77',
      `127.0.0.2:${backendPort + 1}`,
      'missing',
      'www.elsewhere.test',
      'a..b',
    ])
      for (const command of ['drain', 'undrain', 'release']) {
        const { code, errors } = await run(command, subject);
        expect([code, subject]).to.deep.equal([68, subject]);
        expect(errors).to.include(`"${subject}" matches nothing in the configuration`);
      }
    expect((await run('force', 'up', '192.0.2.9')).code).to.equal(13);
    expect((await run('force', 'down', 'www')).code).to.equal(13);
    expect((await run('force', 'sideways', '127.0.0.1')).code).to.equal(64);
    expect((await run('drain', '127.0.0.1', '--for', 'ever')).code).to.equal(64);
    expect((await run('drain')).code).to.equal(64);
    expect((await run('drain', '127.0.0.1', '--ttl', '5')).code).to.equal(78);
    expect((await status()).overrides).to.deep.equal([]);
  });

  it('suggests the name that was meant, and never mistakes an address for a name', async () => {
    await serve();
    for (const [typed, meant] of [
      ['wwv', 'www'],
      ['gohst.example.test.', 'ghost.example.test'],
    ]) {
      const { code, errors } = await run('drain', typed ?? '');
      expect(code).to.equal(68);
      expect(errors).to.equal(
        `error: "${typed}" matches nothing in the configuration; did you mean "${meant}"?\n`,
      );
    }
    expect((await run('undrain', 'wwv')).errors).to.include('did you mean "www"?');
    // A service has no addresses of its own.
    for (const typed of ['_htp._tcp', '192.0.2.99'])
      expect((await run('drain', typed)).errors).to.include('; give an address, address:port or a name');
  });

  it('exits 3 when no daemon answers', async () => {
    for (const words of [
      ['drain', '127.0.0.1'],
      ['undrain', 'www'],
      ['force', 'up', '127.0.0.1'],
      ['release', 'www'],
    ])
      expect((await run(...words)).code).to.equal(3);
  });

  it('releases by hand a target that is held down for flapping, which status shows', async () => {
    await serve({ HEALTHY_DNS_TEST_MIN_INTERVAL: '0.2', HEALTHY_DNS_FLAP_LIMIT: '1' });
    const flapper = backends[1] as TestTarget;
    const target = `tcp ${flapper.address}:${backendPort}`;
    // Of this target: another one is down throughout.
    const untilState = (state: string) =>
      until(`it is ${state}`, async () =>
        (await run('status')).output
          .split('\n')
          .some((line) => line.startsWith(`${target} `) && line.includes(` ${state} `)),
      );
    await flapper.takeDown();
    await untilState('down');
    await flapper.bringUp();
    await untilState('up (held down)');
    const { code, output } = await run('status');
    // Another address of the name is down throughout, so status has more to report.
    expect(code).to.equal(10);
    expect(output).to.include(', 1 target held down for flapping,');
    expect(output).to.match(
      new RegExp(`^${target} has been held down for flapping for \\d+ s; that ends in`, 'm'),
    );
    expect((await run('explain', 'www')).output).to.match(
      new RegExp(`^out +${flapper.address} +www +held down for flapping, for \\d+ min more`, 'm'),
    );
    expect(await answered('www')).to.deep.equal(['127.0.0.1']);
    const released = await run('release', flapper.address);
    expect([released.code, released.output]).to.deep.equal([0, `${target} is no longer held down\n`]);
    expect(await answered('www')).to.deep.equal(addresses);
    expect((await run('release', flapper.address)).output).to.equal(`${flapper.address} was not forced\n`);
  });
});
