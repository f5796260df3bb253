// Files with keys on disk: what is loaded, and that findings name files, keys and places but nothing that is secret.

import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect } from 'chai';
import {
  type Finding,
  Findings,
  logFindings,
  printFinding,
  printWholeFinding,
} from '../../../src/config/findings/finding.ts';
import { readConfig } from '../../../src/config/read-config.ts';
import { loadConfig } from '../../../src/publishing/loading/load-config.ts';
import { loadTsigKeys } from '../../../src/publishing/loading/load-tsig-keys.ts';
import { printName } from '../../../src/wire/name.ts';
import { testSecret } from '../../support/dns/make-tsig-key.ts';
import { createRecordingLogger } from '../../support/recording-logger.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

const folder = makeTemporaryDirectory();
const otherSecret = 'YW5vdGhlciBvbmUsIGFuZCBubyBzZWNyZXQgZWl0aGVyIQ==';

function keyText(name: string, secret = testSecret, algorithm = 'hmac-sha256'): string {
  return `key "${name}" {\n\talgorithm ${algorithm};\n\tsecret "${secret}";\n};\n`;
}

function file(name: string, content: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

function load(...files: readonly string[]) {
  const findings = new Findings();
  const keys = loadTsigKeys(files, findings);
  return { names: [...keys.keys()].map(printName), keys, findings: findings.all };
}

function placesOf(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ severity, path, place }) => `${severity} ${path} ${place?.line}:${place?.column}`);
}

describe('loadTsigKeys', () => {
  it('loads nothing from no file', () => {
    expect(load()).to.deep.equal({ names: [], keys: new Map(), findings: [] });
  });

  it('loads the keys of several files', () => {
    const one = file('one.keys', keyText('a.test') + keyText('b.test'));
    const { names, findings } = load(one, file('two.keys', keyText('c.test')));
    expect({ names, findings }).to.deep.equal({ names: ['a.test.', 'b.test.', 'c.test.'], findings: [] });
  });

  it('takes the same key twice, and a file that is named twice', () => {
    const twice = file('twice.keys', keyText('a.test') + keyText('A.TEST.'));
    expect(load(twice, twice)).to.deep.include({ names: ['a.test.'], findings: [] });
  });

  it('refuses two keys of one name with different secrets, in one file or in two', () => {
    const one = file('same.keys', keyText('a.test') + keyText('A.test', otherSecret));
    expect(placesOf(load(one).findings)).to.deep.equal(['error tsig-key-file 5:5']);
    const { findings } = load(
      file('first.keys', keyText('a.test')),
      file('second.keys', `\n${keyText('a.test', otherSecret)}`),
    );
    expect(placesOf(findings)).to.deep.equal(['error tsig-key-file[1] 2:5']);
    expect(findings[0]?.message).to.include('by the name of a.test. than').and.include('first.keys');
  });

  it('refuses two keys of one name with different algorithms', () => {
    const { findings } = load(file('mixed.keys', keyText('a') + keyText('a', testSecret, 'hmac-sha512')));
    expect(placesOf(findings)).to.deep.equal(['error tsig-key-file 5:5']);
  });

  it('points at what is wrong in a file, without showing the line', () => {
    const { findings } = load(file('typo.keys', `# comment\n${keyText('a').replace('secret ', 'sekret ')}`));
    expect(placesOf(findings)).to.deep.equal(['error tsig-key-file 4:2']);
    expect(findings.flatMap(printWholeFinding).join('\n')).to.match(/\n {2}at .*typo\.keys:4:2$/);
  });

  it('warns of a file that others can read', () => {
    const { names, findings } = load(file('open.keys', keyText('a'), 0o644));
    expect(names).to.deep.equal(['a.']);
    expect(findings).to.have.length(1);
    expect(findings[0]?.message).to.match(
      /open\.keys" is accessible to every user of this machine; run "chmod o= /,
    );
  });

  it('says which file cannot be read, and why', () => {
    mkdirSync(join(folder, 'directory'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
    const files = ['missing', 'directory', 'dangling'].map((name) => join(folder, name));
    const { findings } = load(...files, file('large', '#'.repeat(200_000)));
    expect(findings.map(({ message }) => message.replace(/^.* cannot be read: /, ''))).to.deep.equal([
      'there is no such file',
      'it is a directory, not a file',
      'it is a symbolic link to a file that does not exist',
      'it is larger than the limit of 131072 octets',
    ]);
  });

  it('bounds the number of files and keys', () => {
    const many = Array.from({ length: 101 }, () => join(folder, 'missing'));
    expect(load(...many).findings.map(({ message }) => message)).to.deep.equal([
      'names 101 files; at most 100 are read, so put more keys into each',
    ]);
    const files = Array.from({ length: 8 }, (_, part) => {
      const keys = Array.from({ length: 1300 }, (_, index) =>
        keyText(`k${part}x${index}`, 'MDEyMzQ1Njc4OWFiY2RlZg=='),
      );
      return file(`part${part}`, keys.join(''));
    });
    expect(load(...files).findings.map(({ message }) => message)).to.deep.equal([
      'makes them more than 10000 keys; remove those that nothing uses',
    ]);
  });

  it('never shows a secret: not in findings, logs, nor in what is loaded', () => {
    const bad = [
      keyText('a', `${testSecret}=`),
      keyText('a').replace(';', ''),
      keyText('a').replaceAll('"', ''),
      `key "a" { algorithm "${testSecret}"; secret hmac-sha256; };`,
      `key a { "${testSecret}" };`,
      `key a { ${testSecret}; };`,
      `secret ${testSecret};`,
      `${keyText('a')}${keyText('a', otherSecret)}`,
      keyText('a', testSecret, 'hmac-sha1'),
    ].map((text, index) => file(`bad${index}`, text));
    const { findings, keys } = load(...bad);
    expect(findings).to.have.length.of.at.least(8);
    const { logger, entries } = createRecordingLogger();
    logFindings(findings, logger);
    const shown = [
      ...findings.flatMap(printWholeFinding),
      inspect({ findings, keys, entries }, { depth: 20, showHidden: true }),
      JSON.stringify({ findings, keys: [...keys.values()], entries }),
    ].join('\n');
    for (const secret of [testSecret, otherSecret]) {
      const octets = Buffer.from(secret, 'base64');
      for (const form of [secret, octets.toString('hex'), octets.toString('latin1')])
        expect(shown).to.not.include(form.slice(0, 10));
    }
  });
});

describe('--tsig-key-file', () => {
  const zone = {
    'hosted-zone': 'example.test',
    ns: 'ns1.example.test',
    'zone-resolutions': '{"ns1":["192.0.2.53"]}',
  };

  function loadFlags(flags: Readonly<Record<string, string | readonly string[]>>) {
    const config = readConfig({ ...zone, ...flags }, {});
    return config.ok ? loadConfig(config.value) : config;
  }

  it('makes the keys of its files those of the configuration', () => {
    const files = [file('flag1', keyText('a')), file('flag2', keyText('b'))];
    const loaded = loadFlags({ 'tsig-key-file': files });
    expect(loaded.ok && [...loaded.value.tsigKeys.keys()].map(printName)).to.deep.equal(['a.', 'b.']);
    expect(loaded.ok && loaded.value.warnings).to.deep.equal([]);
  });

  it('is relative to a configuration file that gives it', () => {
    file('relative.keys', keyText('a'));
    const config = file('config.yaml', 'tsig-key-file: [relative.keys]\n');
    const loaded = loadFlags({ config });
    expect(loaded.ok && loaded.value.tsigKeys.size).to.equal(1);
  });

  it('keeps a configuration from being used while a file is bad, and says all else that is', () => {
    const loaded = loadFlags({
      'tsig-key-file': file('bad.keys', 'key'),
      'priv-key-path': join(folder, 'missing.pem'),
    });
    expect(loaded.ok ? [] : loaded.problem.map(({ path }) => path)).to.deep.equal([
      'priv-key-path',
      'tsig-key-file',
    ]);
  });

  const acme = '[{"key": "acme.", "names": ["_acme-challenge.**"]}]';

  function problemsOf(flags: Readonly<Record<string, string | readonly string[]>>): readonly string[] {
    const loaded = loadFlags(flags);
    return loaded.ok ? [] : loaded.problem.map(printFinding);
  }

  it('says where in a configuration file a key is named that is not there', () => {
    const config = file('named.yaml', 'transfer:\n  notify:\n    - address: 192.0.2.54\n      key: xfr\n');
    const loaded = loadFlags({ config });
    expect(loaded.ok ? [] : placesOf(loaded.problem)).to.deep.equal(['error transfer.notify[0].key 4:12']);
  });

  it('says nothing of keys that are not there while a file cannot be read', () => {
    const problems = problemsOf({ update: acme, 'tsig-key-file': join(folder, 'missing') });
    expect(problems).to.have.length(1);
    expect(problems[0]).to.include('cannot be read');
  });

  it('refuses to tell others of changes with a key of hmac-sha1, which may ask for zones', () => {
    const weak = file('weak.keys', keyText('old', testSecret, 'hmac-sha1'));
    const told = '{"notify": [{"address": "192.0.2.54", "key": "old"}]}';
    expect(problemsOf({ transfer: told, 'tsig-key-file': weak }).at(-1)).to.match(
      /^error: transfer\.notify: has the key old\., which is one of hmac-sha1 /,
    );
    expect(problemsOf({ transfer: '{"allow": [{"key": "old"}]}', 'tsig-key-file': weak })).to.deep.equal([]);
  });

  it('may be bad where a zone must be served, with a warning', () => {
    const config = readConfig({ ...zone, update: acme, 'tsig-key-file': join(folder, 'missing') }, {});
    const loaded = config.ok ? loadConfig(config.value, { mayLackKeys: true }) : config;
    expect(loaded.ok && loaded.value.tsigKeys.size).to.equal(0);
    expect(
      loaded.ok && loaded.value.warnings.map(({ severity, path }) => `${severity} ${path}`),
    ).to.deep.equal(['warning tsig-key-file']);
  });

  it('passes warnings on', () => {
    const loaded = loadFlags({ 'tsig-key-file': file('empty.keys', '') });
    expect(loaded.ok && loaded.value.warnings.map(({ path }) => path)).to.deep.equal(['tsig-key-file']);
  });
});
