// `tsig-keygen`: what it prints, and who can use it.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readKeyFile } from '../../../src/tsig/key-file/read-key-file.ts';
import { printName } from '../../../src/wire/name.ts';
import { runCli } from '../../support/daemon/run-cli.ts';
import { needTool } from '../../support/run-openssl.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

const env = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };

function keysOf(...words: readonly string[]) {
  const { code, stdout, stderr } = runCli(['tsig-keygen', ...words]);
  expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
  const { keys, remarks } = readKeyFile(stdout);
  expect(remarks).to.deep.equal([]);
  return keys.map(({ key: { name, algorithm, secret } }) => ({
    name: printName(name),
    algorithm,
    octets: secret.symmetricKeySize,
  }));
}

describe('healthy-dns tsig-keygen', () => {
  it('makes a key of hmac-sha256 by the name of tsig-key unless told otherwise', () => {
    expect(keysOf()).to.deep.equal([{ name: 'tsig-key.', algorithm: 'hmac-sha256', octets: 32 }]);
  });

  for (const [algorithm, octets] of [
    ['hmac-sha256', 32],
    ['hmac-sha384', 48],
    ['hmac-sha512', 64],
  ] as const) {
    it(`makes a key of ${algorithm} as long as its hash`, () => {
      const expected = [{ name: 'xfr.example.test.', algorithm, octets }];
      expect(keysOf('XFR.example.test.', '--algorithm', algorithm.toUpperCase())).to.deep.equal(expected);
    });

    it(`makes a key of ${algorithm} that named accepts`, function () {
      const isInstalled = spawnSync('named-checkconf', ['-v'], { env }).error === undefined;
      needTool(this, isInstalled, 'named-checkconf is not installed; it comes with the package bind9-utils');
      const file = join(makeTemporaryDirectory(), 'named.conf');
      writeFileSync(file, runCli(['tsig-keygen', 'xfr', '--algorithm', algorithm]).stdout);
      const { status, stdout } = spawnSync('named-checkconf', [file], { env, encoding: 'utf8' });
      expect({ status, stdout }).to.deep.equal({ status: 0, stdout: '' });
    });
  }

  it('makes another key each time', () => {
    expect(runCli(['tsig-keygen']).stdout).to.not.equal(runCli(['tsig-keygen']).stdout);
  });

  it('makes keys that check finds nothing wrong with', () => {
    const file = join(makeTemporaryDirectory(), 'xfr.keys');
    writeFileSync(file, runCli(['tsig-keygen', 'xfr']).stdout, { mode: 0o600 });
    const zone = [
      '--hosted-zone',
      'example.test',
      '--ns',
      'ns1',
      '--zone-resolutions',
      '{"ns1":["192.0.2.53"]}',
    ];
    const settings = ['--tsig-key-file', file, '--transfer', '{"allow":[{"key":"xfr"}]}'];
    expect(runCli(['check', ...zone, ...settings])).to.include({ code: 0, stderr: '' });
  });

  for (const [words, message] of [
    [['a..b'], 'error: name: "a..b" has two dots in a row or a dot at an end; remove the extra dot\n'],
    [['.'], 'error: name: is the root; give the key a name of its own\n'],
    [['a"b'], 'error: name: "a\\"b" contains "\\""; use letters, digits, "-" and "_"\n'],
    [
      ['--algorithm', 'hmac-sha255'],
      'error: --algorithm: "hmac-sha255" is not one of hmac-sha256, hmac-sha384, hmac-sha512; did you mean "hmac-sha256"?\n',
    ],
    [
      ['--algorithm', 'hmac-sha1'],
      'error: --algorithm: "hmac-sha1" is not one of hmac-sha256, hmac-sha384, hmac-sha512; did you mean "hmac-sha512"?\n',
    ],
  ] as const) {
    it(`makes no key for ${words.join(' ')}`, () => {
      expect(runCli(['tsig-keygen', ...words])).to.deep.equal({ code: 78, stdout: '', stderr: message });
    });
  }
});
