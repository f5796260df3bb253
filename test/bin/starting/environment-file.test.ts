// A bad edit of the service's environment file never silences a server that serves, whoever asks for the reload.

import { appendFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';
import {
  endSpawned,
  runCommand,
  type SpawnedProgram,
  zoneVariables,
} from '../../support/daemon/spawn-daemon.ts';
import { until } from '../../support/until.ts';
import { openServiceWorld, type ServiceWorld, zoneFile } from '../../support/worlds/service-world.ts';

const refused = 'code 5';

describe("the service's environment file", () => {
  let world: ServiceWorld;
  let daemon: SpawnedProgram;

  beforeEach(async () => {
    world = await openServiceWorld();
    world.edit(zoneFile('192.0.2.1'));
  });
  afterEach(async () => {
    await endSpawned();
    world.close();
  });
  async function serve(): Promise<void> {
    daemon = await world.start();
    expect(await world.www()).to.equal('192.0.2.1');
  }
  const failures = () => daemon.output.match(/"reload-failed"/g)?.length ?? 0;
  const reloads = () => daemon.output.match(/"reloaded"/g)?.length ?? 0;

  const accidents: readonly (readonly [string, string | undefined])[] = [
    ['emptied', ''],
    ['commented out', zoneFile('192.0.2.1').replace(/^/gm, '#')],
    ['deleted', undefined],
    ['reduced to what names no zone', 'HEALTHY_DNS_TTL=5\n'],
    ['full of another program', '<?xml version="1.0"?>\n<dns/>\n'],
  ];
  for (const [how, text] of accidents) {
    it(`fails every reload while it is ${how}, whoever asks for it, and says why`, async () => {
      await serve();
      world.edit(text);
      const byManager = await world.reload();
      expect(byManager.code).to.equal(78);
      expect(byManager.errors).to.include('hosted-zone: is required').and.include('--allow-empty');
      const byHand = await world.run('reload');
      expect(byHand.code).to.equal(78);
      expect(byHand.errors).to.include(`the daemon was told to read ${world.file} again`);
      expect(byHand.errors).to.include('hosted-zone: is required').and.include('--allow-empty');
      daemon.kill('SIGHUP');
      await until('it complains', () => failures() === 3);
      expect(await world.www()).to.equal('192.0.2.1');
    });
  }

  it('reports that the file is gone', async () => {
    await serve();
    world.edit(undefined);
    expect((await world.reload()).errors).to.include(`"${world.file}" cannot be read: there is no such file`);
  });

  it('may be emptied with --allow-empty', async () => {
    await serve();
    world.edit('');
    expect((await world.run('reload', '--allow-empty')).code).to.equal(0);
    expect(await world.www()).to.equal(refused);
    // From here on nothing can be lost: a zone is accepted, and so is none.
    world.edit(zoneFile('192.0.2.2'));
    expect((await world.reload()).code).to.equal(0);
    expect(await world.www()).to.equal('192.0.2.2');
  });

  it('may be empty, without a complaint, as long as no zone was ever named', async () => {
    world.edit('');
    daemon = await world.start();
    const { code, errors } = await world.reload();
    expect([code, errors]).to.deep.equal([0, '']);
    expect(await world.www()).to.equal(refused);
  });

  it('may have "export " before every line, at the start and at a reload', async () => {
    world.edit(zoneFile('192.0.2.1').replace(/^HEALTHY/gm, 'export HEALTHY'));
    await serve();
    world.edit(zoneFile('192.0.2.2').replace(/^HEALTHY/gm, 'export HEALTHY'));
    const { code, errors } = await world.reload();
    expect([code, errors]).to.deep.equal([0, '']);
    expect(await world.www()).to.equal('192.0.2.2');
    world.edit(zoneFile('192.0.2.3').replace(/^HEALTHY_DNS_NS/gm, 'export HEALTHY_DNS_NS'));
    expect((await world.reload()).code).to.equal(0);
    expect(await world.www()).to.equal('192.0.2.3');
  });

  it('is read again on SIGHUP: what was added, changed and removed', async () => {
    world.edit(zoneFile('192.0.2.1', 'HEALTHY_DNS_TTL=5\n'));
    await serve();
    writeFileSync(world.file, zoneFile('192.0.2.2', 'HEALTHY_DNS_NSEC3=no\n'));
    daemon.kill('SIGHUP');
    await until('it is taken', () => reloads() === 1);
    expect(await world.www()).to.equal('192.0.2.2');
    const { output } = await world.run('explain', 'www');
    expect(output).to.match(/^www\.example\.test\.\t60\t/m);
  });

  it('is read again on SIGHUP after a reload, too', async () => {
    await serve();
    world.edit(zoneFile('192.0.2.2'));
    expect((await world.reload()).code).to.equal(0);
    writeFileSync(world.file, zoneFile('192.0.2.3'));
    daemon.kill('SIGHUP');
    await until('it is taken', () => reloads() === 2);
    expect(await world.www()).to.equal('192.0.2.3');
  });

  it('is overridden by what else the service manager passes', async () => {
    world.edit(zoneFile('192.0.2.1', 'HEALTHY_DNS_TTL=5\n'));
    daemon = await world.start({ environment: { HEALTHY_DNS_TTL: '7' } });
    appendFileSync(world.file, 'HEALTHY_DNS_TTL=9\n');
    daemon.kill('SIGHUP');
    await until('it is taken', () => reloads() === 1);
    expect((await world.run('explain', 'www')).output).to.match(/^www\.example\.test\.\t7\t/m);
  });

  it('has its ignored lines reported once', async () => {
    world.edit(zoneFile('192.0.2.1', 'HEALTHY_DNS_TTL 60\n'));
    await serve();
    expect(daemon.output.match(/is ignored/g)).to.have.length(1);
    const { code, errors } = await world.reload();
    expect(code).to.equal(0);
    expect(errors).to.include(`${world.file}:4: is ignored`);
  });

  it('is what "healthy-dns check" reads when told to, overridden by flags', async () => {
    const { code, output } = await runCommand(['check', '--environment-file', world.file, '--ttl', '77']);
    expect(code).to.equal(0);
    expect(output).to.match(/^www.*77.*192\.0\.2\.1/m);
  });

  it('is not mixed into a command that names another zone', async () => {
    const { code, errors } = await runCommand(['check'], zoneVariables({ www: ['192.0.2.9'] }));
    expect([code, errors]).to.deep.equal([0, '']);
  });
});
