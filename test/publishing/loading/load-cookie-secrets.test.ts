import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Findings } from '../../../src/config/findings/finding.ts';
import { loadCookieSecrets } from '../../../src/publishing/loading/load-cookie-secrets.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

const first = 'e5e973e5a6b2a43f48e7dc849e37bfcf';
const second = 'DD3BDF9344B678B185A6F5CB60FCA715';

function write(text: string | Uint8Array, mode = 0o600): string {
  const file = join(makeTemporaryDirectory(), 'cookie.secrets');
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

function load(...files: readonly string[]) {
  const findings = new Findings();
  const secrets = loadCookieSecrets(files, findings).map((secret) => secret.export().toString('hex'));
  const said = findings.all.map(({ severity, path, message }) => `${severity} ${path}: ${message}`);
  return { secrets, said };
}

describe('loadCookieSecrets', () => {
  it('has none without a file', () => {
    expect(load()).to.deep.equal({ secrets: [], said: [] });
  });

  for (const [what, text] of [
    ['a line', `${first}\n`],
    ['no line break at the end', first],
    [
      'line breaks of Windows, comments and empty lines',
      `# shared with ns2\r\n\r\n  ${first} # since May\r\n`,
    ],
  ] as const)
    it(`reads ${what}`, () => {
      expect(load(write(text))).to.deep.equal({ secrets: [first], said: [] });
    });

  it('reads several lines and files in their order', () => {
    const files = [write(`${first}\n${second}\n`), write('00112233445566778899aabbccddeeff\n')];
    expect(load(...files).secrets).to.deep.equal([
      first,
      second.toLowerCase(),
      '00112233445566778899aabbccddeeff',
    ]);
  });

  for (const [what, text, said] of [
    [
      'nothing',
      '',
      /^error cookie-secret-file: ".*" has no secret; write one into it: "openssl rand -hex 16 > /,
    ],
    ['only a comment', '# to do\n', /has no secret/],
    [
      'too few digits',
      first.slice(1),
      /line 1 of ".*" is not a secret of 32 hexadecimal digits; make one with "openssl/,
    ],
    ['too many digits', `${first}0`, /line 1 of/],
    ['other letters', `\n${first.slice(1)}g\n`, /line 2 of/],
    ['a statement of another server', `cookie-secret "${first}";`, /line 1 of/],
    ['base64', '5elz5aayqD9I59yEnje/zw==', /line 1 of/],
    ['octets', Buffer.from(first, 'hex'), /line 1 of/],
    [
      'five secrets',
      Array.from({ length: 5 }, (_, at) => `${first.slice(1)}${at}\n`).join(''),
      /^error cookie-secret-file: has 5 secrets; at most 4 are used/,
    ],
    [
      'a repeated secret',
      `${first}\n${first.toUpperCase()}\n`,
      /^warning cookie-secret-file: line 2 of ".*" repeats an earlier secret$/,
    ],
    ['a large file', '#'.repeat(20_000), /cannot be read: .*(larger|16)/],
  ] as const)
    it(`complains about ${what}, and repeats none of it`, () => {
      const { said: found } = load(write(text));
      expect(found).to.have.lengthOf(1);
      expect(found[0]).to.match(said);
      expect(found[0]).to.not.match(/e5e973|5elz5/i);
    });

  it('complains about a secret in the place of a file, and does not repeat it', () => {
    for (const written of [first, first.toUpperCase(), `0x${first}`]) {
      const { secrets, said } = load(`/etc/healthy-dns/${written}`);
      expect(secrets).to.deep.equal([]);
      expect(said).to.deep.equal([
        'error cookie-secret-file: is a secret where the name of a file belongs; write it into a file, and name that',
      ]);
    }
  });

  it('names the one of several files that cannot be read', () => {
    const directory = join(makeTemporaryDirectory(), 'folder');
    mkdirSync(directory);
    const { secrets, said } = load(write(first), '/nonexistent/cookie.secrets', directory);
    expect(secrets).to.deep.equal([first]);
    expect(said[0]).to.match(
      /^error cookie-secret-file\[1\]: "\/nonexistent\/cookie.secrets" cannot be read/,
    );
    expect(said[1]).to.match(/^error cookie-secret-file\[2\]: .* is a directory/);
  });

  it('warns when everybody can read it', () => {
    const { secrets, said } = load(write(first, 0o644));
    expect(secrets).to.deep.equal([first]);
    expect(said[0]).to.match(/^warning cookie-secret-file: .* is accessible to every user/);
  });
});
