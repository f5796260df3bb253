import { inspect } from 'node:util';
import { expect } from 'chai';
import { readKeyFile } from '../../../src/tsig/key-file/read-key-file.ts';
import { tsigAlgorithms } from '../../../src/tsig/tsig-key.ts';
import { printName } from '../../../src/wire/name.ts';
import { testSecret } from '../../support/dns/make-tsig-key.ts';

function keyText(
  fields: { readonly name?: string; readonly algorithm?: string; readonly secret?: string } = {},
) {
  const { name = 'xfr.test', algorithm = 'hmac-sha256', secret = testSecret } = fields;
  return `key "${name}" {\n\talgorithm ${algorithm};\n\tsecret "${secret}";\n};\n`;
}

function namesIn(text: string): readonly string[] {
  return readKeyFile(text).keys.map(({ key }) => printName(key.name));
}

describe('readKeyFile', () => {
  it('reads what tsig-keygen writes', () => {
    const { keys, remarks } = readKeyFile(keyText());
    expect(remarks).to.deep.equal([]);
    expect(keys).to.have.length(1);
    const [read] = keys;
    expect(read?.key.algorithm).to.equal('hmac-sha256');
    expect(read?.key.secret.export().toString('base64')).to.equal(testSecret);
    expect(read?.offset).to.equal(4);
  });

  const forms: Readonly<Record<string, string>> = {
    'several keys': keyText({ name: 'a' }) + keyText({ name: 'b.' }),
    'comments of all kinds': `# one\n// two\n/* three\n * more */ key a { // here\n${keyText().slice(16, -4)} };\nkey b{algorithm hmac-sha512;secret "${testSecret}";};# end`,
    'names and secrets without quotation marks': `key a { algorithm "hmac-sha256"; secret ${testSecret}; }; ${keyText({ name: 'b' })}`,
    'capital letters': `KEY "A" { ALGORITHM HMAC-SHA256; SECRET "${testSecret}"; }; ${keyText({ name: 'B' })}`,
    'lines that end as on Windows': (keyText({ name: 'a' }) + keyText({ name: 'b' })).replaceAll(
      '\n',
      '\r\n',
    ),
    'the secret first': `key a { secret "${testSecret}"; algorithm hmac-sha256; }; ${keyText({ name: 'b' })}`,
    'secrets in groups':
      keyText({ name: 'a', secret: testSecret.replace(/(.{8})/g, '$1 ') }) + keyText({ name: 'b' }),
  };
  for (const [what, text] of Object.entries(forms)) {
    it(`reads ${what}`, () => {
      expect(readKeyFile(text).remarks).to.deep.equal([]);
      expect(namesIn(text)).to.deep.equal(['a.', 'b.']);
    });
  }

  for (const algorithm of tsigAlgorithms) {
    it(`reads a key of ${algorithm}`, () => {
      expect(readKeyFile(keyText({ algorithm })).keys[0]?.key.algorithm).to.equal(algorithm);
    });
  }

  it('reads to which length signatures may be cut', () => {
    const { keys } = readKeyFile(keyText({ algorithm: 'hmac-sha256-128' }));
    expect(keys[0]?.key).to.include({ algorithm: 'hmac-sha256', macOctetsMin: 16 });
  });

  it('takes a key of hmac-sha1 with a warning', () => {
    const { keys, remarks } = readKeyFile(keyText({ algorithm: 'hmac-sha1' }));
    expect(keys).to.have.length(1);
    expect(remarks).to.have.length(1);
    expect(remarks[0]).to.include({ severity: 'warning', offset: 28 });
  });

  it('takes a short secret with a warning', () => {
    const { keys, remarks } = readKeyFile(keyText({ secret: 'c2hvcnQ=' }));
    expect(keys).to.have.length(1);
    expect(remarks.map(({ severity }) => severity)).to.deep.equal(['warning']);
  });

  const bad: Readonly<Record<string, readonly [text: string, message: string, at: string]>> = {
    'an MD5 key': [keyText({ algorithm: 'hmac-md5' }), 'the algorithm hmac-md5', 'hmac-md5'],
    'an MD5 key by its long name': [
      keyText({ algorithm: 'hmac-md5.sig-alg.reg.int' }),
      'hmac-md5.sig-alg',
      'hmac-md5',
    ],
    'a SHA-224 key': [keyText({ algorithm: 'hmac-sha224' }), 'hmac-sha224', 'hmac-sha224'],
    'an unknown algorithm': [keyText({ algorithm: 'rot13' }), 'an unknown algorithm', 'rot13'],
    'signatures cut to nothing': [keyText({ algorithm: 'hmac-sha512-80' }), '256 to 512', 'hmac-sha512-80'],
    'signatures cut within an octet': [keyText({ algorithm: 'hmac-sha1-81' }), '80 to 160', 'hmac-sha1-81'],
    'a secret that is no Base64': [keyText({ secret: '#$%' }), 'is no Base64', '"#$%"'],
    'an empty secret': [keyText({ secret: '' }), 'is no Base64', '""'],
    'a secret of 600 octets': [keyText({ secret: 'A'.repeat(800) }), 'more than 512', '"AAAA'],
    'a name that is none': [keyText({ name: 'a..b' }), 'name is no domain name', '"a..b"'],
    'the root for a name': [keyText({ name: '.' }), 'name is no domain name', '"."'],
    'a key without an algorithm': [`key k { secret "${testSecret}"; };`, 'without "algorithm"', 'k {'],
    'a key without a secret': ['key k { algorithm hmac-sha256; };', 'without "secret"', 'k {'],
    'a key with two secrets': [
      `key k { secret "${testSecret}"; secret "x"; };`,
      'secret of a key twice',
      'secret "x"',
    ],
    'a key without a name': [keyText().replace('"xfr.test"', ''), 'lacks the name', '{'],
    'a key without braces': [`key k algorithm hmac-sha256;`, 'lacks the name of a key and "{"', 'algorithm'],
    'a setting that keys do not have': ['key k { id 5; };', 'lacks "algorithm", "secret" or "}"', 'id'],
    'a setting without its semicolon': ['key k { algorithm hmac-sha256 };', 'lacks ";"', '};'],
    'a key without its semicolon': [keyText().slice(0, -2), 'lacks ";" behind "}"', ''],
    'a key that is cut off': [keyText().slice(0, 30), 'lacks', ''],
    'a comment without an end': [`/* ${keyText()}`, 'comment that does not end', '/*'],
    'a text without an end': [keyText().replace('";', ';'), 'quoted text that does not end', '"bm90'],
    'other statements of named.conf': [
      'options { directory "/"; };',
      'something other than a key',
      'options',
    ],
    'the format of Knot': [`key:\n  - id: xfr.\n    secret: ${testSecret}`, 'format of Knot or NSD', 'key:'],
    'the format of NSD': [`key:\n  name: "xfr"\n  secret: "${testSecret}"`, 'format of Knot or NSD', 'key:'],
    'a secret alone': [testSecret, 'something other than a key', testSecret],
    'octets that are no text': ['\u0000\ufffd\u0001', 'something other than a key', '\u0000'],
  };
  for (const [what, [text, message, at]] of Object.entries(bad)) {
    it(`complains of ${what}, where it stands, and gives no secret away`, () => {
      const { keys, remarks } = readKeyFile(text);
      expect(keys).to.have.length(0);
      const [remark] = remarks;
      expect(remark?.severity).to.equal('error');
      expect(remark?.message).to.include(message);
      expect(
        text.slice(remark?.offset).startsWith(at),
        `it points at ${text.slice(remark?.offset)}`,
      ).to.equal(true);
      expect(inspect(remarks)).to.not.include(testSecret.slice(0, 12));
    });
  }

  it('warns of a file without keys', () => {
    const { remarks } = readKeyFile('# nothing yet\n');
    expect(remarks.map(({ severity }) => severity)).to.deep.equal(['warning']);
  });

  it('says all that is wrong with several keys, as long as they can be told apart', () => {
    const text = keyText({ algorithm: 'hmac-md5' }) + keyText({ secret: '?' }) + keyText({ name: 'good' });
    expect(readKeyFile(text).remarks).to.have.length(2);
    expect(namesIn(text)).to.deep.equal(['good.']);
  });

  it('reads a file of comments in time that grows with its length', () => {
    const text = '/* / // # " */ #\n'.repeat(8000) + keyText();
    expect(namesIn(text)).to.deep.equal(['xfr.test.']);
  });

  it('has keys that print nothing of their secrets', () => {
    const { keys } = readKeyFile(keyText());
    const hex = Buffer.from(testSecret, 'base64').toString('hex').slice(0, 12);
    const shown =
      inspect(keys, { depth: 9, showHidden: true }) + JSON.stringify(keys) + String(keys[0]?.key.secret);
    expect(shown).to.not.include(testSecret.slice(0, 12)).and.not.include(hex);
  });
});
