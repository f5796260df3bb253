import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { printWholeFinding } from '../../../src/config/findings/finding.ts';
import { readConfig } from '../../../src/config/read-config.ts';
import { loadConfig } from '../../../src/publishing/loading/load-config.ts';
import { printKeyFile } from '../../../src/tsig/key-file/print-key-file.ts';
import { goodFlags } from '../../support/daemon/read-findings.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

describe('keys that settings name', () => {
  const directory = makeTemporaryDirectory();
  const file = join(directory, 'keys.conf');
  before(() => {
    const keys = ['xfr', 'acme'].map((name) => printKeyFile(name, 'hmac-sha256'));
    writeFileSync(file, keys.join('\n'), { mode: 0o600 });
  });

  /** Each with its place. */
  function findingsOf(given: Readonly<Record<string, string>>): readonly string[] {
    const config = readConfig({ ...goodFlags, ...given }, {});
    const loaded = config.ok ? loadConfig(config.value) : config;
    const findings = loaded.ok ? loaded.value.warnings : loaded.problem;
    return findings.map((finding) => printWholeFinding(finding).slice(0, 2).join(''));
  }

  const update = '- { key: acme, names: host }\n- { key: acne, names: host }\n- { key: acne., names: host }';

  it('are there', () => {
    const transfer = '{"allow": [{"key": "XFR."}], "notify": [{"address": "192.0.2.54", "key": "xfr"}]}';
    expect(findingsOf({ 'tsig-key-file': file, transfer })).to.deep.equal([]);
  });

  it('are missing: said once each, with the place and what was probably meant', () => {
    expect(findingsOf({ 'tsig-key-file': file, update })).to.deep.equal([
      'error: update[1].key: "acne." is not among the keys of --tsig-key-file (xfr., acme.); did you mean "acme."?' +
        '  at --update, line 2, column 10',
    ]);
  });

  it('of a zone are missing', () => {
    const zones = JSON.stringify({ 'a.test': { transfer: { allow: [{ key: 'other' }], notify: [] } } });
    const [finding, ...others] = findingsOf({ 'tsig-key-file': file, zones });
    expect(finding).to.include(
      'error: zones["a.test"].transfer.allow[0].key: "other." is not among the keys',
    );
    expect(others).to.deep.equal([]);
  });

  it('are missing where no file is named', () => {
    const [finding] = findingsOf({ update });
    expect(finding).to.include(
      'update[0].key: there is no key "acme."; name the file that has it in --tsig-key-file',
    );
  });

  it('may be in a file that cannot be read', () => {
    const findings = findingsOf({ 'tsig-key-file': join(directory, 'absent'), update });
    expect(findings).to.have.length(1);
    expect(findings[0]).to.include('error: tsig-key-file');
  });

  describe('and that are secrets instead', () => {
    const secret = 'je54pn56k53Bxgq5dbxgNAfZkXdYl4LiQrd0voDZ6Sc=';
    const keyFile = join(directory, 'secret.conf');
    before(() => writeFileSync(keyFile, `key "x" { algorithm hmac-sha256; secret "${secret}"; };`));

    for (const given of [
      { transfer: `{"allow": [{"key": "${secret}"}]}` },
      { transfer: `{"notify": [{"address": "192.0.2.54", "key": "hmac-sha256:x:${secret}"}]}` },
      { transfer: `{"allow": [{"key": "${secret.slice(0, 43)}"}]}` },
      { transfer: `{"allow": [{"${secret}": "x"}]}` },
      { transfer: secret },
      { transfer: `@${keyFile}` },
      { update: `@${keyFile}` },
      { update: `[{ key: x, secret: "${secret}", names: [x] }]` },
      { update: `[{ key: "${secret}", names: ["${secret}"], types: ["${secret}"], max-ttl: "${secret}" }]` },
      { zones: `{ "example.test": { update: [{ key: "${secret}", names: [x] }] } }` },
      { zones: `{ "example.test": { transfer: "@${keyFile}" } }` },
      { catalog: secret },
      { 'tsig-key-file': secret },
      { config: keyFile },
    ])
      it(`are not shown: ${JSON.stringify(given).replaceAll(directory, '')}`, () => {
        const config = readConfig({ ...goodFlags, ...given }, {});
        const loaded = config.ok ? loadConfig(config.value) : config;
        const shown = JSON.stringify(loaded.ok ? loaded.value.warnings : loaded.problem);
        expect(loaded.ok).to.equal(false);
        expect(shown).not.to.include(secret.slice(4, 16));
        expect(shown).not.to.include(secret.slice(-16, -4));
      });
  });
});
