// Key files on disk: what is loaded, and that every finding names its flag and file but nothing of the contents.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { printFinding } from '../../../src/config/findings/finding.ts';
import type { KeySource } from '../../../src/config/zones/read-signing.ts';
import { loadSigning } from '../../../src/publishing/loading/load-signing.ts';
import { traitsOf } from '../../../src/signing/algorithms.ts';
import { SecurityAlgorithm } from '../../../src/wire/protocol.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

const { ECDSAP256SHA256, ED25519 } = SecurityAlgorithm;
const folder = makeTemporaryDirectory();
const passphrase = 'pass-phrase of ours';
const pems = {
  a: traitsOf(ECDSAP256SHA256).generate().export({ type: 'pkcs8', format: 'pem' }).toString(),
  b: traitsOf(ED25519).generate().export({ type: 'pkcs8', format: 'pem' }).toString(),
  locked: traitsOf(ECDSAP256SHA256)
    .generate()
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
    .toString(),
};

function file(name: string, content: string | Buffer, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

const paths = { a: file('a.pem', pems.a), b: file('b.pem', pems.b), locked: file('locked.pem', pems.locked) };

function load(...sources: readonly Partial<KeySource>[]) {
  const [first, ...others] = sources.map((source) => ({
    path: paths.a,
    passphrasePath: undefined,
    algorithm: undefined,
    ...source,
  }));
  if (first === undefined) throw new Error('there is a key');
  return loadSigning({ keys: [first, ...others], kind: 'nsec3' });
}

function findingsOf(...sources: readonly Partial<KeySource>[]): string[] {
  const loaded = load(...sources);
  return (loaded.ok ? loaded.value.warnings : loaded.problem).map(printFinding);
}

describe('loadSigning', () => {
  it('loads keys in their order', () => {
    const loaded = load({ path: paths.b }, { path: paths.a });
    expect(loaded.ok && loaded.value.settings.keys.map(({ algorithm }) => algorithm)).to.deep.equal([15, 13]);
    expect(loaded.ok && loaded.value.settings.kind).to.equal('nsec3');
    expect(loaded.ok && loaded.value.warnings).to.deep.equal([]);
  });

  for (const [what, ending] of [
    ['as it is', ''],
    ['without the line break that an editor puts there', '\n'],
    ['without that of other systems', '\r\n'],
  ] as const) {
    it(`reads a passphrase from its file ${what}`, () => {
      const passphrasePath = file('phrase', `${passphrase}${ending}`);
      expect(findingsOf({ path: paths.locked, passphrasePath })).to.deep.equal([]);
    });
  }

  it('warns of files that everybody can read, but not of group-readable ones', () => {
    const open = file('open.pem', pems.a, 0o644);
    expect(findingsOf({ path: open })).to.deep.equal([
      `warning: priv-key-path: "${open}" is accessible to every user of this machine; run "chmod o= ${open}"`,
    ]);
    expect(findingsOf({ path: file('group.pem', pems.a, 0o640) })).to.deep.equal([]);
    const phrase = file('open-phrase', passphrase, 0o604);
    expect(findingsOf({ path: paths.locked, passphrasePath: phrase })[0]).to.match(
      /^warning: priv-key-passphrase-file: /,
    );
  });

  const nowhere = join(folder, 'nowhere');
  mkdirSync(join(folder, 'directory'));
  const bad: readonly (readonly [string, readonly Partial<KeySource>[], readonly string[]])[] = [
    [
      'no file',
      [{ path: nowhere }],
      [`error: priv-key-path: "${nowhere}" cannot be read: there is no such file`],
    ],
    [
      'a credential that systemd has not handed over',
      [{ path: '/run/credentials/healthy-dns.service/no-such.pem' }],
      [
        'error: priv-key-path: "/run/credentials/healthy-dns.service/no-such.pem" cannot be read: there is no such file; ' +
          'systemd loads credentials (LoadCredential=) only when it starts the service: run "systemctl restart healthy-dns"',
      ],
    ],
    [
      'a directory',
      [{ path: join(folder, 'directory') }],
      [`error: priv-key-path: "${join(folder, 'directory')}" cannot be read: it is a directory, not a file`],
    ],
    [
      'a device',
      [{ path: '/dev/zero' }],
      ['error: priv-key-path: "/dev/zero" cannot be read: it is a device, not a file'],
    ],
    [
      'a file that is no key by its size',
      [{ path: file('large', Buffer.alloc(70_000)) }],
      [
        `error: priv-key-path: "${join(folder, 'large')}" cannot be read: it is larger than the limit of 65536 octets`,
      ],
    ],
    [
      'no passphrase file',
      [{ path: paths.locked, passphrasePath: nowhere }],
      [`error: priv-key-passphrase-file: "${nowhere}" cannot be read: there is no such file`],
    ],
    [
      'an encrypted key without passphrase',
      [{ path: paths.locked }],
      [
        `error: priv-key-path: "${paths.locked}" is encrypted; give --priv-key-passphrase-file the file with its passphrase`,
      ],
    ],
    [
      'another algorithm than was named',
      [{ algorithm: ED25519 }],
      [`error: priv-key-path: "${paths.a}" has a key for ECDSAP256SHA256, but --priv-key-alg says ED25519`],
    ],
    [
      'the same key twice',
      [{}, { path: paths.b }, {}],
      [`error: priv-key-path[2]: "${paths.a}" holds the same key as an earlier file; name it once`],
    ],
    [
      'several at once',
      [{ path: nowhere }, { path: paths.locked, passphrasePath: file('wrong', 'wrong') }],
      [
        `error: priv-key-path[0]: "${nowhere}" cannot be read: there is no such file`,
        `error: priv-key-path[1]: "${paths.locked}" is encrypted, and the passphrase does not decrypt it`,
      ],
    ],
  ];
  for (const [what, sources, findings] of bad) {
    it(`refuses ${what}, naming the flag and the file`, () =>
      expect(findingsOf(...sources)).to.deep.equal(findings));
  }

  it("reveals nothing of a file's contents", () => {
    const secrets = [
      passphrase,
      ...Object.values(pems).flatMap((pem) => pem.split('\n').filter((line) => !line.includes('-'))),
    ];
    const cut = file('cut.pem', pems.a.slice(0, -60));
    const phrase = file('phrase-of-a', passphrase);
    const text = findingsOf(
      { path: cut },
      { path: phrase },
      { path: paths.locked, passphrasePath: paths.a },
      { path: paths.a, passphrasePath: phrase },
    ).join('\n');
    for (const secret of secrets.filter((line) => line.length > 3)) expect(text).not.to.include(secret);
  });
});
