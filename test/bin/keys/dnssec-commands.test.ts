// `keygen`, `ds`, and `check` with keys: what they print, what they write, and their exit codes.

import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { printSecurityAlgorithm } from '../../../src/wire/protocol.ts';
import { runCli } from '../../support/daemon/run-cli.ts';
import { allAlgorithms } from '../../support/dns/make-signing-key.ts';
import { needZoneVerifiers, verifyZoneFile } from '../../support/dns/verify-zone-file.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

const names = {
  '@': ['192.0.2.1'],
  ns1: ['192.0.2.53', '2001:db8::53'],
  www: { ips: ['192.0.2.1', '192.0.2.2', '2001:db8::1'], health_port: 80 },
  '*.wild': ['192.0.2.3'],
  'leaf.empty': ['192.0.2.4'],
};
const zones = ['--hosted-zone', 'example.test', '--alias-zones', '["alias.test"]'];
const good = [...zones, '--ns', '["ns1.example.test"]', '--zone-resolutions', JSON.stringify(names)];

interface Delegations {
  readonly delegations: readonly {
    readonly zone: string;
    readonly keyTag: number;
    readonly algorithm: number;
    readonly digests: readonly { readonly digestType: number; readonly digest: string }[];
    readonly publicKey: string;
    readonly records: readonly string[];
  }[];
}

describe('healthy-dns with keys', () => {
  const folder = makeTemporaryDirectory();
  const key = join(folder, 'first.pem');
  const other = join(folder, 'other.pem');

  before(() => {
    expect(runCli(['keygen', '--out', key])).to.include({ code: 0, stderr: '' });
    expect(runCli(['keygen', '--out', other, '--algorithm', '15'])).to.include({ code: 0, stderr: '' });
  });

  for (const algorithm of allAlgorithms) {
    const named = printSecurityAlgorithm(algorithm);
    it(`makes a key of ${named} with keygen, with which check signs zones that validators accept`, function () {
      needZoneVerifiers(this);
      const out = join(folder, `${named}.pem`);
      const made = runCli(['keygen', '--algorithm', named.toLowerCase(), '--out', out]);
      expect(made).to.include({ code: 0, stderr: '' });
      const keyFlags = ['--priv-key-path', out, '--priv-key-alg', named];
      const { delegations } = JSON.parse(
        runCli(['ds', '--json', ...zones, ...keyFlags]).stdout,
      ) as Delegations;
      for (const [index, zone] of ['example.test', 'alias.test'].entries()) {
        const kind = index === 0 ? '--nsec3=no' : '--nsec3';
        const checked = runCli(['check', ...good, ...keyFlags, kind, '--zone', zone]);
        expect(checked).to.include({ code: 0, stderr: '' });
        expect(checked.stdout).to.include(`\tRRSIG\tSOA ${algorithm} `);
        expect(checked.stdout.includes('\tNSEC3\t')).to.equal(kind === '--nsec3');
        expect(verifyZoneFile(zone, checked.stdout, delegations[index]?.records[0] ?? '')).to.deep.equal([]);
      }
    });
  }

  it('writes a key that only its owner can read, ECDSAP256SHA256 unless told otherwise', () => {
    expect(statSync(key).mode & 0o777).to.equal(0o600);
    expect(readFileSync(key, 'utf8')).to.match(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(runCli(['ds', ...zones, '--priv-key-path', key]).stdout).to.include(
      'Algorithm   13 (ECDSAP256SHA256)',
    );
  });

  it('never overwrites a file', () => {
    const before = readFileSync(key);
    const { code, stdout, stderr } = runCli(['keygen', '--out', key]);
    expect({ code, stdout }).to.deep.equal({ code: 73, stdout: '' });
    expect(stderr).to.equal(`error: --out: "${key}" already exists; a key is never overwritten\n`);
    expect(readFileSync(key)).to.deep.equal(before);
    const nowhere = join(folder, 'no', 'such');
    expect(runCli(['keygen', '--out', nowhere])).to.deep.equal({
      code: 73,
      stdout: '',
      stderr: `error: --out: "${nowhere}" cannot be written: no such directory\n`,
    });
  });

  it('says what keygen lacks or does not know, and then writes nothing', () => {
    const out = join(folder, 'never.pem');
    const { code, stdout, stderr } = runCli([
      'keygen',
      '--algorithm',
      'ed2551',
      '--out',
      out,
      '--hosted-zone',
      'a..b',
    ]);
    expect({ code, stdout }).to.deep.equal({ code: 78, stdout: '' });
    expect(stderr).to.match(/error: --algorithm: "ed2551" is not one of .*; did you mean "ed25519"\?\n/);
    expect(stderr).to.match(/error: hosted-zone: /);
    const misspelt = runCli(['keygen', '--out', out, '--algoritm', 'ed25519']);
    expect(misspelt.stderr).to.equal(
      'error: --algoritm: there is no such flag; did you mean "--algorithm"?\n',
    );
    expect(misspelt).to.include({ code: 78, stdout: '' });
    expect(existsSync(out)).to.equal(false);
    expect(runCli(['keygen'])).to.deep.equal({
      code: 78,
      stdout: '',
      stderr: 'error: --out: is required: the file to write the key to\n',
    });
  });

  it('prints with keygen what to do next, and the DS records if a zone is named', () => {
    const out = join(folder, 'named.pem');
    const { stdout } = runCli(['keygen', '--out', out, ...zones]);
    const printed = runCli(['ds', ...zones, '--priv-key-path', out]).stdout;
    expect(stdout).to.match(/^.* now holds a new private key: ECDSAP256SHA256, key tag \d+\.\n/);
    expect(stdout.endsWith(`\n${printed}`)).to.equal(true);
    expect(stdout).not.to.include(readFileSync(out, 'utf8').split('\n')[1]);
  });

  it('prints with ds each field for each zone and key, and the same as records', () => {
    const { code, stdout, stderr } = runCli([
      'ds',
      ...zones,
      '--priv-key-path',
      key,
      '--priv-key-path',
      other,
    ]);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    const { delegations } = JSON.parse(
      runCli(['ds', '--json', ...zones, '--priv-key-path', key, '--priv-key-path', other]).stdout,
    ) as Delegations;
    expect(delegations.map(({ zone, algorithm }) => `${zone} ${algorithm}`)).to.deep.equal([
      'example.test. 13',
      'example.test. 15',
      'alias.test. 13',
      'alias.test. 15',
    ]);
    for (const { zone, keyTag, algorithm, digests, publicKey, records } of delegations) {
      expect(digests.map(({ digestType, digest }) => [digestType, digest.length])).to.deep.equal([
        [2, 64],
        [4, 96],
      ]);
      expect(records).to.deep.equal([
        ...digests.map(
          ({ digestType, digest }) => `${zone}\tIN\tDS\t${keyTag} ${algorithm} ${digestType} ${digest}`,
        ),
        `${zone}\tIN\tDNSKEY\t257 3 ${algorithm} ${publicKey}`,
      ]);
      const fields = [
        ['Key tag', keyTag],
        ['Digest', digests[0]?.digest],
        ['Digest', digests[1]?.digest],
        ['Public key', publicKey],
      ];
      for (const [label, value] of fields)
        expect(stdout).to.match(new RegExp(`^  ${label} +${escapePattern(String(value))}$`, 'm'));
      for (const record of records) expect(stdout).to.include(`${record}\n`);
    }
  });

  it('says what is missing for ds', () => {
    expect(runCli(['ds'])).to.deep.equal({
      code: 78,
      stdout: '',
      stderr:
        'error: hosted-zone: is required: a DS record is made for a zone; name one with --hosted-zone, --zones or --config\n' +
        'error: priv-key-path: is required: a DS record is made from a key\n',
    });
  });

  it('reads key and zone of ds from the environment', () => {
    const { code, stdout } = runCli(['ds'], {
      HEALTHY_DNS_HOSTED_ZONE: 'example.test',
      DNS_PRIV_KEY_PATH: key,
    });
    expect(code).to.equal(0);
    expect(stdout).to.match(/^example\.test\., key \d+\n/);
  });

  it('reports with check and ds what is wrong with a key, and warns of one that everybody can read', () => {
    const broken = join(folder, 'broken.pem');
    writeFileSync(broken, 'no key', { mode: 0o600 });
    for (const command of ['check', 'ds']) {
      const { code, stdout, stderr } = runCli([command, ...good, '--priv-key-path', broken]);
      expect({ code, stdout }).to.deep.equal({ code: 78, stdout: '' });
      expect(stderr).to.equal(`error: priv-key-path: "${broken}" is neither PEM nor PKCS#12\n`);
    }
    const open = join(folder, 'open.pem');
    writeFileSync(open, readFileSync(key));
    chmodSync(open, 0o644);
    const { code, stdout, stderr } = runCli(['check', ...good, '--priv-key-path', open]);
    expect(code).to.equal(0);
    expect(stderr).to.match(/^warning: priv-key-path: ".*open\.pem" is accessible to every user/);
    expect(stdout).to.include('RRSIG');
  });
});

function escapePattern(text: string): string {
  return text.replace(/[+/=.]/g, '\\$&');
}
