import { createHash } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Findings } from '../../../src/config/findings/finding.ts';
import { loadConfig } from '../../../src/publishing/loading/load-config.ts';
import { loadHttpTokens } from '../../../src/publishing/loading/load-http-tokens.ts';
import { configOf } from '../../support/daemon/read-findings.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

const first = 'e5e973e5a6b2a43f48e7dc849e37bfcf';
const second = 'kCq2.f_~k/9+x-0123456789==';
const digestOf = (token: string) => createHash('sha256').update(token).digest('base64');

function load(text: string, mode = 0o600) {
  const file = join(makeTemporaryDirectory(), 'http.tokens');
  writeFileSync(file, text);
  chmodSync(file, mode);
  const findings = new Findings();
  const digests = loadHttpTokens(file, findings);
  const said = findings.all.map(({ severity, path, message }) => `${severity} ${path}: ${message}`);
  return { digests, said };
}

describe('loadHttpTokens', () => {
  it('keeps the digest of each line and nothing else of it', () => {
    const text = `# of Prometheus\n${first}\r\n\n  ${second} # since May\n${first}\n`;
    expect(load(text)).to.deep.equal({ digests: [digestOf(first), digestOf(second)], said: [] });
  });

  for (const [what, text, said] of [
    [
      'an empty file',
      '',
      /^error http-token-file: ".*" has no token; write one into it, such as "openssl rand -hex 32" prints$/,
    ],
    ['only a comment', '# soon\n', /has no token/],
    ['one that could be guessed', 'secret\n', /line 1 of ".*" is not a token of 16 to 256 letters/],
    ['words', `${first}\ncorrect horse battery staple\n`, /line 2 of/],
    ['one that is too long', `${'a'.repeat(257)}\n`, /line 1 of/],
    ['what is no text', '\x00\x01\x02', /line 1 of/],
    [
      'too many',
      Array.from({ length: 17 }, (_, n) => `${first}${n}`).join('\n'),
      /has 17 tokens; at most 16/,
    ],
    ['a file that is too large', 'a'.repeat(20_000), /cannot be read/],
  ] as const)
    it(`refuses ${what}, and does not repeat it`, () => {
      const loaded = load(text).said;
      expect(loaded).to.have.length(1);
      expect(loaded[0]).to.match(said).and.not.include('horse').and.not.include(first);
    });

  it('says when others can read it, too', () => {
    const { digests, said } = load(first, 0o644);
    expect(digests).to.have.length(1);
    expect(said[0]).to.match(
      /^warning http-token-file: .* is accessible to every user of this machine; run "chmod o= /,
    );
  });

  it('lets nobody in without one where the file is gone and an older configuration stands in', () => {
    const config = configOf({ 'http-token-file': join(makeTemporaryDirectory(), 'gone') });
    expect(loadConfig(config).ok).to.equal(false);
    const standIn = loadConfig(config, { mayLackKeys: true });
    if (!standIn.ok) throw new Error('zones are not served');
    expect(standIn.value.warnings.map(({ path }) => path)).to.include('http-token-file');
    expect(standIn.value.httpTokenDigests).to.have.length(1);
    const again = loadConfig(config, { mayLackKeys: true });
    expect(again.ok && again.value.httpTokenDigests).to.not.deep.equal(standIn.value.httpTokenDigests);
  });
});
