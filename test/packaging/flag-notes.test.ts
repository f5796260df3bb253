// The example of every option in healthy-dns(7) works as printed.

import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect } from 'chai';
import { exampleOf, quote } from '../../packaging/flag-notes.ts';
import { printOptionsManual } from '../../packaging/print-manuals.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { type FlagName, flags, variableOf } from '../../src/config/sources/flags.ts';
import { loadConfig } from '../../src/publishing/loading/load-config.ts';
import { traitsOf } from '../../src/signing/algorithms.ts';
import { printKeyFile } from '../../src/tsig/key-file/print-key-file.ts';
import { SecurityAlgorithm } from '../../src/wire/protocol.ts';
import { readByShell } from '../support/daemon/read-by-shell.ts';
import { makeCertificate } from '../support/make-certificate.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';

const required = flags.filter(({ isRequired }) => isRequired === true).map(({ name }) => name);
const flagOf = (name: FlagName) => {
  const flag = flags.find((each) => each.name === name);
  if (flag === undefined) throw new Error(`there is no flag ${name}`);
  return flag;
};
const assignmentOf = (name: FlagName) => `${variableOf(name)}=${quote(exampleOf(flagOf(name)))}`;

/** The examples have credentials; here the files are elsewhere. */
function findingsOf(names: Iterable<FlagName>, credentials: string): readonly unknown[] {
  const environment = readByShell([...new Set([...required, ...names])].map(assignmentOf));
  const given = dirname(exampleOf(flagOf('priv-key-path')));
  const masterFile = exampleOf(flagOf('records'));
  const moved = Object.entries(environment).map(([name, value]) => [
    name,
    value.replace(given, credentials).replace(masterFile, join(credentials, basename(masterFile))),
  ]);
  const config = readConfig({}, Object.fromEntries(moved));
  if (!config.ok) return config.problem;
  const loaded = loadConfig(config.value);
  return loaded.ok ? loaded.value.warnings : loaded.problem;
}

/** What some have no effect without. */
const beside: ReadonlyMap<FlagName, readonly FlagName[]> = new Map([
  ['priv-key-passphrase-file', ['priv-key-path']],
  ['priv-key-alg', ['priv-key-path']],
  ['nsec3', ['priv-key-path']],
  ['catalog', ['transfer']],
  ['update', ['tsig-key-file']],
  ['tls-port', ['tls-cert', 'tls-key']],
  ['tls-cert', ['tls-key']],
  ['tls-key', ['tls-cert']],
]);

describe('the example of', () => {
  const plain = makeTemporaryDirectory();
  const encrypted = makeTemporaryDirectory();
  const passphrase = 'correct horse';

  before(() => {
    const key = traitsOf(SecurityAlgorithm.ECDSAP256SHA256).generate();
    const tls = makeCertificate();
    const form = { type: 'pkcs8', format: 'pem' } as const;
    writeFileSync(join(plain, 'dnssec.pem'), key.export(form), { mode: 0o600 });
    const pem = key.export({ ...form, cipher: 'aes-256-cbc', passphrase });
    writeFileSync(join(encrypted, 'dnssec.pem'), pem, { mode: 0o600 });
    for (const directory of [plain, encrypted]) {
      writeFileSync(join(directory, 'example.com.zone'), '@ 3600 IN MX 10 www\n');
      writeFileSync(join(directory, 'healthy-dns.yaml'), 'ttl: 60s\n');
      writeFileSync(join(directory, 'tls.crt'), tls.cert);
      writeFileSync(join(directory, 'tls.key'), tls.key, { mode: 0o600 });
      writeFileSync(join(directory, 'tsig.keys'), printKeyFile('acme', 'hmac-sha256'), { mode: 0o600 });
      writeFileSync(join(directory, 'cookie.secrets'), `${'5e'.repeat(16)}\n`, { mode: 0o600 });
      writeFileSync(join(directory, 'http.tokens'), `${'7b'.repeat(32)}\n`, { mode: 0o600 });
    }
    writeFileSync(join(encrypted, 'dnssec.passphrase'), `${passphrase}\n`, { mode: 0o600 });
  });

  for (const { name } of flags) {
    it(`--${name} is accepted without a finding`, () => {
      const needed = [...(beside.get(name) ?? []), name];
      const directory = name === 'priv-key-passphrase-file' ? encrypted : plain;
      expect(findingsOf(needed, directory)).to.deep.equal([]);
    });

    it(`--${name} is in the manual`, () => {
      const printed = assignmentOf(name).replaceAll('-', '\\-').replaceAll("'", '\\(aq');
      expect(printOptionsManual()).to.include(`\nExample: ${printed}\n`);
    });
  }

  it('every flag is accepted together with all others', () => {
    expect(
      findingsOf(
        flags.map(({ name }) => name),
        encrypted,
      ),
    ).to.deep.equal([]);
  });
});
