// A start after a bad edit serves the last good configuration, and says so where nobody can overlook it; with --strict-start
// it does not.

import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { endSpawned, type SpawnedProgram } from '../../support/daemon/spawn-daemon.ts';
import { openUnixDatagramReceiver } from '../../support/daemon/unix-datagram-receiver.ts';
import { queryStrictly } from '../../support/dns/ask-strictly.ts';
import { queryUdp } from '../../support/dns/dns-client.ts';
import { keyFile } from '../../support/dns/key-file.ts';
import { addressesOf } from '../../support/dns/steady-queries.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { until } from '../../support/until.ts';
import { openServiceWorld, type ServiceWorld, zoneFile } from '../../support/worlds/service-world.ts';

const broken = zoneFile('192.0.2.300', 'HEALTHY_DNS_TTL=long\n');
const lastGoodCode = 15;
/** What a program left behind that served a configuration, by configuration. A copy is as good as another run. */
const left = new Map<string, string>();

describe('the last good configuration', () => {
  let world: ServiceWorld;
  let kept: string;

  beforeEach(async () => {
    world = await openServiceWorld();
    kept = join(world.stateDirectory, 'last-good.json');
  });
  afterEach(async () => {
    await endSpawned();
    world.close();
  });

  /** Serves it once, so that it becomes the last good one. */
  async function serveOnce(text: string): Promise<void> {
    world.edit(text);
    const known = left.get(text);
    if (known !== undefined) return cpSync(known, world.stateDirectory, { recursive: true });
    const daemon = await world.start();
    expect(daemon.hasEnded, daemon.errors).to.equal(false);
    expect(await daemon.stop()).to.equal(0);
    const copy = makeTemporaryDirectory();
    cpSync(world.stateDirectory, copy, { recursive: true });
    left.set(text, copy);
  }
  async function startWith(text: string | undefined, words: string[] = []): Promise<SpawnedProgram> {
    world.edit(text);
    return world.start({ words });
  }

  it('is served by a start that finds errors, with each of them in the log, and a warning', async () => {
    await serveOnce(zoneFile('192.0.2.1'));
    const daemon = await startWith(broken);
    expect(await world.www()).to.equal('192.0.2.1');
    const entries = daemon.output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const errors = entries
      .filter(({ level }) => level === 'error')
      .map(({ event, path }) => `${event} ${path}`);
    expect(errors).to.deep.equal(['configuration-error ttl', 'configuration-error zone-resolutions.www[0]']);
    const warnings = entries.filter(({ level }) => level === 'warning').map(({ event }) => event);
    expect(warnings).to.deep.equal(['serving-last-good']);
    expect(daemon.errors).to.equal('');
  });

  it('comes first in status, with the errors and its own exit code', async () => {
    await serveOnce(zoneFile('192.0.2.1'));
    await startWith(broken);
    const { code, output } = await world.run('status');
    expect(code).to.equal(lastGoodCode);
    const [notice = ''] = output.split('\n\n');
    expect(notice).to.match(
      /^SERVING THE LAST GOOD CONFIGURATION, saved \d+ s ago: the current one has 2 errors\n/,
    );
    expect(notice)
      .to.include('192.0.2.300')
      .and.include('error: ttl: "long"')
      .and.include('systemctl reload');
    const json = JSON.parse((await world.run('status', '--json')).output);
    expect(json.lastGood.errorCount).to.equal(2);
    expect(json.lastGood.findings.map(({ path }: { path: string }) => path)).to.include('ttl');
    // It serves.
    expect((await world.run('status', '--serving')).code).to.equal(0);
  });

  it('comes first in the status of the service manager', async () => {
    const manager = await openUnixDatagramReceiver();
    await serveOnce(zoneFile('192.0.2.1'));
    world.edit(broken);
    await world.start({ environment: { NOTIFY_SOCKET: manager.path } });
    await until('it tells', () => manager.texts.some((text) => text.startsWith('STATUS=')));
    expect(manager.texts.find((text) => text.startsWith('STATUS='))).to.match(
      /^STATUS=SERVING THE LAST GOOD CONFIGURATION \(the current one has 2 errors\): serving example\.test/,
    );
    manager.close();
  });

  for (const [how, text] of [
    ['is emptied', ''],
    ['is deleted', undefined],
    ['has lost the name servers', zoneFile('192.0.2.1').replace(/^HEALTHY_DNS_NS.*\n/m, '')],
    ['has a flag that there is not', undefined],
  ] as const) {
    it(`is served by a start when the file ${how}`, async () => {
      await serveOnce(zoneFile('192.0.2.1'));
      const isFlag = how.includes('flag');
      await startWith(isFlag ? zoneFile('192.0.2.2') : text, isFlag ? ['--tttl', '5'] : []);
      expect(await world.www()).to.equal('192.0.2.1');
      expect((await world.run('status')).code).to.equal(lastGoodCode);
    });
  }

  it('is no longer served, nor shown, after a good reload', async () => {
    await serveOnce(zoneFile('192.0.2.1'));
    const daemon = await startWith(broken);
    expect((await world.reload()).code).to.equal(78);
    expect(await world.www()).to.equal('192.0.2.1');
    world.edit(zoneFile('192.0.2.2'));
    expect((await world.reload()).code).to.equal(0);
    expect(await world.www()).to.equal('192.0.2.2');
    const { code, output } = await world.run('status');
    expect(code).to.equal(0);
    expect(output).to.match(/^healthy-dns /);
    expect(await daemon.stop()).to.equal(0);
    // Now the new one is the last good one.
    await startWith(broken);
    expect(await world.www()).to.equal('192.0.2.2');
  });

  for (const [how, mend] of [
    ['a SIGHUP', async (daemon: SpawnedProgram) => daemon.kill('SIGHUP')],
    ['"healthy-dns reload" in a shell', async () => void (await world.run('reload'))],
  ] as const) {
    it(`is no longer served after ${how}, once the file is fixed`, async () => {
      await serveOnce(zoneFile('192.0.2.1'));
      const daemon = await startWith(broken);
      writeFileSync(world.file, zoneFile('192.0.2.2'));
      await mend(daemon);
      await until('the mended one is served', async () => (await world.www()) === '192.0.2.2');
      expect((await world.run('status')).code).to.equal(0);
    });
  }

  it('is still served after restarts, until the present one is fixed', async () => {
    await serveOnce(zoneFile('192.0.2.1'));
    for (let count = 0; count < 2; count++) {
      const daemon = await startWith(broken);
      expect(await world.www()).to.equal('192.0.2.1');
      expect(await daemon.stop()).to.equal(0);
    }
  });

  it('contains its @files, not their names', async () => {
    const names = join(makeTemporaryDirectory(), 'names.json');
    writeFileSync(names, '{"www": ["192.0.2.1"]}');
    const text = zoneFile('').replace(/RESOLUTIONS=.*/, `RESOLUTIONS=@${names}`);
    await serveOnce(text);
    writeFileSync(names, '{"www": [');
    const daemon = await startWith(text);
    expect(await world.www()).to.equal('192.0.2.1');
    expect(await daemon.stop()).to.equal(0);
    rmSync(names);
    await startWith(text);
    expect(await world.www()).to.equal('192.0.2.1');
  });

  it('is the configuration of the last reload, not of the start', async () => {
    world.edit(zoneFile('192.0.2.1'));
    const daemon = await world.start();
    world.edit(zoneFile('192.0.2.2'));
    expect((await world.reload()).code).to.equal(0);
    daemon.kill('SIGKILL');
    await daemon.ended;
    await startWith(broken);
    expect(await world.www()).to.equal('192.0.2.2');
  });

  it('is a file that only its owner can read, without keys', async () => {
    const { path } = keyFile();
    await serveOnce(zoneFile('192.0.2.1', `HEALTHY_DNS_PRIV_KEY_PATH=${path}\n`));
    expect(statSync(kept).mode & 0o777).to.equal(0o600);
    const text = readFileSync(kept, 'utf8');
    expect(text).to.include(path);
    expect(text).not.to.include('PRIVATE KEY');
  });

  describe('with a master file', () => {
    let zone: string;
    const withFile = () => zoneFile('192.0.2.1', `HEALTHY_DNS_RECORDS=${zone}\n`);
    const mail = async () => addressesOf(await queryUdp(world.port, 'mail.example.test')).join();

    beforeEach(async () => {
      zone = join(makeTemporaryDirectory(), 'zone');
      writeFileSync(zone, 'mail 5 A 192.0.2.25\n');
      await serveOnce(withFile());
    });

    it('is served when the file is broken at a restart, with the findings in log and status', async () => {
      writeFileSync(zone, 'mail 5 A 192.0.2.256\n');
      const daemon = await startWith(withFile());
      expect(await mail()).to.equal('192.0.2.25');
      expect(daemon.output).to.include('serving-last-good').and.include(`${zone}:1:10`);
      const { code, output } = await world.run('status');
      expect(code).to.equal(lastGoodCode);
      expect(output)
        .to.match(/^SERVING THE LAST GOOD CONFIGURATION/)
        .and.include('192.0.2.256');
      writeFileSync(zone, 'mail 5 A 192.0.2.26\n');
      expect((await world.reload()).code).to.equal(0);
      expect(await mail()).to.equal('192.0.2.26');
    });

    it('is served when the file is gone, and something else is wrong', async () => {
      rmSync(zone);
      await startWith(broken);
      expect(await mail()).to.equal('192.0.2.25');
    });

    it('is not served without the copy: 78, with the findings of both', async () => {
      writeFileSync(zone, 'mail 5 A 192.0.2.256\n');
      rmSync(join(world.stateDirectory, 'last-good-files'), { recursive: true });
      const daemon = await startWith(withFile());
      expect(await daemon.ended).to.equal(78);
      expect(daemon.errors)
        .to.include('192.0.2.256')
        .and.include(`last-good.records: "${zone}" has no readable copy`);
    });
  });

  describe('that was signed', () => {
    const signed = () => zoneFile('192.0.2.1', `HEALTHY_DNS_PRIV_KEY_PATH=${keyFile().path}\n`);
    const isSigned = async () => {
      const reply = await queryStrictly('udp', world.port, 'www.example.test', { edns: { dnssecOk: true } });
      return reply.answers.length === 2;
    };

    it('is served signed, whatever happened to the variable that names the key', async () => {
      await serveOnce(signed());
      await startWith('HEALTHY_DNS_TTL=5\n');
      expect(await isSigned()).to.equal(true);
    });

    it('is served where the present one names a key that cannot be read', async () => {
      await serveOnce(signed());
      const daemon = await startWith(zoneFile('192.0.2.2', 'HEALTHY_DNS_PRIV_KEY_PATH=/nowhere.pem\n'));
      expect(await world.www()).to.equal('192.0.2.1');
      expect(await isSigned()).to.equal(true);
      expect(daemon.output).to.include('/nowhere.pem');
    });

    it('is not served when its own key is gone: 78, with the findings of both', async () => {
      const { path } = keyFile(13, 7);
      await serveOnce(zoneFile('192.0.2.1', `HEALTHY_DNS_PRIV_KEY_PATH=${path}\n`));
      rmSync(path);
      const daemon = await startWith(broken);
      expect(await daemon.ended).to.equal(78);
      expect(daemon.errors)
        .to.include('192.0.2.300')
        .and.include(`error: last-good.priv-key-path: "${path}"`);
    });
  });

  describe('with keys that sign messages', () => {
    const secret = 'bm90IGEgc2VjcmV0LCBidXQgb25lIGZvciB0ZXN0cyE=';
    const good = `key "xfr" { algorithm hmac-sha256; secret "${secret}"; };\n`;
    let file: string;
    const withKeys = () =>
      zoneFile(
        '192.0.2.1',
        `HEALTHY_DNS_TSIG_KEY_FILE=${file}\nHEALTHY_DNS_TRANSFER='{"allow": [{"key": "xfr"}]}'\n`,
      );

    beforeEach(async () => {
      file = join(makeTemporaryDirectory(), 'tsig.keys');
      writeFileSync(file, good, { mode: 0o600 });
      await serveOnce(withKeys());
    });

    for (const [what, damage] of [
      ['is gone', () => rmSync(file)],
      ['is cut off', () => writeFileSync(file, good.slice(0, -6))],
      ['has another key', () => writeFileSync(file, good.replace('xfr', 'other'))],
    ] as const) {
      it(`is served when their file ${what}, and shows no secret`, async () => {
        damage();
        const daemon = await startWith(withKeys());
        expect(await world.www()).to.equal('192.0.2.1');
        const status = await world.run('status', '--json');
        expect(status.code).to.equal(lastGoodCode);
        expect(JSON.parse(status.output).lastGood.errorCount).to.equal(1);
        expect(daemon.output).to.match(/"last-good\.(?:tsig-key-file|transfer\.allow\[0\]\.key)/);
        for (const text of [daemon.output, daemon.errors, status.output, readFileSync(kept, 'utf8')])
          expect(text).not.to.include(secret.slice(0, 10));
        writeFileSync(file, good);
        expect((await world.reload()).code).to.equal(0);
        expect((await world.run('status')).code).to.equal(0);
      });
    }
  });

  it('is not served with --strict-start, which exits 78 as if there were none', async () => {
    await serveOnce(zoneFile('192.0.2.1'));
    const byFlag = await startWith(broken, ['--strict-start']);
    expect(await byFlag.ended).to.equal(78);
    expect(byFlag.errors).to.include('192.0.2.300').and.not.include('last-good');
    const byVariable = await startWith(`${broken}HEALTHY_DNS_STRICT_START=yes\n`);
    expect(await byVariable.ended).to.equal(78);
  });

  it('does not exist if none was ever served: 78', async () => {
    const daemon = await startWith(broken);
    expect(await daemon.ended).to.equal(78);
  });

  it('is removed by an intended reload to no zone', async () => {
    world.edit(zoneFile('192.0.2.1'));
    const daemon = await world.start();
    world.edit('');
    expect((await world.run('reload', '--allow-empty')).code).to.equal(0);
    expect(await daemon.stop()).to.equal(0);
    await startWith('');
    expect(await world.www()).to.equal('code 5');
    expect((await world.run('status')).code).to.equal(12);
  });

  it('is checked like any other, and not served if it is wrong', async () => {
    const values = {
      'hosted-zone': ['example.test'],
      ns: ['["ns1.a.test"]'],
      'zone-resolutions': ['{"www": ["x"]}'],
    };
    writeFileSync(kept, JSON.stringify({ format: 1, keptAtSeconds: 1, values }));
    const daemon = await startWith(broken);
    expect(await daemon.ended).to.equal(78);
    expect(daemon.errors).to.include('error: last-good.zone-resolutions.www[0]: "x"');
  });

  it('costs a warning, and no service, where it cannot be written', async () => {
    rmSync(world.stateDirectory, { recursive: true });
    world.edit(zoneFile('192.0.2.1'));
    const daemon = await world.start();
    expect(await world.www()).to.equal('192.0.2.1');
    expect((await world.reload()).code).to.equal(0);
    expect(daemon.output.match(/"last-good-unwritable"/g)).to.have.length(1);
    expect(await daemon.stop()).to.equal(0);
  });

  it('lies beside the verdicts when the service manager gives no state directory', async () => {
    world.edit(zoneFile('192.0.2.1'));
    const first = await world.start({ environment: { STATE_DIRECTORY: '' } });
    expect(await first.stop()).to.equal(0);
    expect(() => statSync(kept)).to.throw('ENOENT');
    world.edit(broken);
    await world.start({ environment: { STATE_DIRECTORY: '' } });
    expect(await world.www()).to.equal('192.0.2.1');
  });
});
