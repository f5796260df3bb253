// Files that want more than a zone: other people's files, all of the memory, or an endless afternoon.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how BIND writes its placeholders

import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import type { MasterRemark } from '../../../src/zone/master-file/master-file.ts';
import { readMasterFile } from '../../../src/zone/master-file/read-master-file.ts';
import { nameOf } from '../../support/dns/make-zone.ts';
import {
  type Files,
  printRecords,
  printRemarks,
  soundOf,
  writeFiles,
} from '../../support/dns/master-text.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';

const settings = { origin: nameOf('example.test'), defaultTtlSeconds: 7 };

function problemsOf(path: string): readonly MasterRemark[] {
  const read = readMasterFile(path, settings);
  return read.ok ? [] : read.problem;
}

function said(path: string): string[] {
  return printRemarks(problemsOf(path)).map((line) => line.replaceAll(dirname(path), 'DIR'));
}

/** A zone file in a folder of its own, beside one that must not be read. */
function makeFolder(files: Files): { readonly path: string; readonly secret: string } {
  const path = writeFiles({ 'zones/zone': '', ...files });
  const secret = join(dirname(dirname(path)), 'secret');
  writeFileSync(secret, 'hunter2 is the password\n');
  return { path, secret };
}

const outside = "is not below DIR, where the zone's file is; only files there can be included";

describe('readMasterFile with hostile files', () => {
  describe('$INCLUDE of what is none of its business', () => {
    const attempts: readonly (readonly [what: string, text: string])[] = [
      ['an absolute path', '/etc/shadow'],
      ['a path upwards', '../secret'],
      ['a path down and upwards', 'sub/../../secret'],
      ['a device', '/dev/zero'],
      ['what does not exist outside', '../../nobody/knows'],
      ['the folder itself', '.'],
      ['a folder whose name begins alike', '../zones-2/file'],
    ];
    for (const [what, text] of attempts)
      it(`refuses ${what}`, () => {
        const { path } = makeFolder({ 'zones/zone': `$INCLUDE ${text}` });
        expect(said(path)).to.deep.equal([`zone:1:10: "${text}" ${outside}`]);
      });

    it('refuses a link out of the folder, and shows nothing of what it leads to', () => {
      const { path, secret } = makeFolder({ 'zones/zone': '$INCLUDE link\n$INCLUDE sub/secret' });
      symlinkSync(secret, join(dirname(path), 'link'));
      symlinkSync(dirname(secret), join(dirname(path), 'sub'));
      expect(said(path)).to.deep.equal([
        `zone:1:10: "link" ${outside}`,
        `zone:2:10: "sub/secret" ${outside}`,
      ]);
      expect(JSON.stringify(problemsOf(path))).not.to.include('hunter2');
    });

    it('takes a link within the folder, also when the folder is one itself', () => {
      const { path } = makeFolder({ 'zones/zone': '$INCLUDE link', 'zones/real': 'a 1 A 192.0.2.1' });
      symlinkSync('real', join(dirname(path), 'link'));
      const folder = join(dirname(dirname(path)), 'other');
      symlinkSync(dirname(path), folder);
      const file = soundOf(readMasterFile(join(folder, 'zone'), settings));
      expect(printRecords(file)).to.deep.equal(['a 1 A 192.0.2.1']);
    });

    it('refuses a folder, a pipe and what does not exist', () => {
      const { path } = makeFolder({
        'zones/zone': '$INCLUDE sub\n$INCLUDE pipe\n$INCLUDE none\n$INCLUDE "a\\000b"',
      });
      mkdirSync(join(dirname(path), 'sub'));
      spawnSync('mkfifo', [join(dirname(path), 'pipe')]);
      expect(said(path)).to.deep.equal([
        'zone:1:10: "sub" cannot be read: it is a directory, not a file',
        'zone:2:10: "pipe" cannot be read: it is a pipe, not a file',
        'zone:3:10: "none" cannot be read: there is no such file',
        'zone:4:10: "a\\u0000b" cannot be read: a path cannot contain a zero octet',
      ]);
    });

    it('names a key beside the zone, but shows nothing of it', () => {
      const { path } = makeFolder({
        'zones/zone': '$INCLUDE k.pem\n$INCLUDE k.private',
        'zones/k.pem': '-----BEGIN PRIVATE KEY-----\nhunter2\n',
        'zones/k.private': 'Private-key-format: v1.3\nPrivateKey: hunter2\n',
      });
      expect(said(path)).to.deep.equal([
        'zone:1:10: "k.pem" is a key or a certificate, not a master file',
        'zone:2:10: "k.private" is a private key, not a master file',
      ]);
      expect(JSON.stringify(problemsOf(path))).not.to.include('hunter2');
    });
  });

  describe('$INCLUDE without end', () => {
    it('finds a file that includes itself, by whatever name', () => {
      const { path } = makeFolder({
        'zones/zone': '$INCLUDE a',
        'zones/a': '$INCLUDE b',
        'zones/b': '$INCLUDE link',
      });
      symlinkSync('a', join(dirname(path), 'link'));
      expect(said(path)).to.deep.equal(['b:1:10: "link" includes itself; the loop ends here']);
    });

    it('ends at a depth of ten, where hard links hide a loop', () => {
      const { path } = makeFolder({});
      for (let i = 0; i < 20; i++) writeFileSync(join(dirname(path), `f${i}`), `$INCLUDE f${i + 1}\n`);
      writeFileSync(path, '$INCLUDE f0');
      linkSync(join(dirname(path), 'f3'), join(dirname(path), 'f20'));
      expect(said(path)).to.deep.equal(['f9:1:10: "f10" is included at a depth of 11; at most 10']);
    });

    it('ends when a tree of files has grown too many', () => {
      const { path } = makeFolder({});
      for (let i = 0; i < 9; i++)
        writeFileSync(join(dirname(path), `f${i}`), `$INCLUDE f${i + 1}\n`.repeat(10));
      writeFileSync(join(dirname(path), 'f9'), 'a 1 A 192.0.2.1');
      writeFileSync(path, '$INCLUDE f0');
      const problems = said(path);
      expect(problems).to.have.length.within(1, 101);
      expect(problems[0]).to.match(/is one file too many; a zone has at most 1000$/);
    });
  });

  describe('of more than there is room for', () => {
    const tooLarge = 'is too large; all files of a zone together have at most 67108864 octets';

    it('refuses a gigabyte of zero octets unread', () => {
      const path = writeFiles({ zone: '' });
      truncateSync(path, 2 ** 30);
      expect(said(path)).to.deep.equal([`zone:1:1: ${tooLarge}`]);
    });

    it('refuses devices, directories, pipes and what is not there', () => {
      const directory = makeTemporaryDirectory();
      spawnSync('mkfifo', [join(directory, 'pipe')]);
      const paths = ['/dev/zero', '/dev/stdin', directory, join(directory, 'pipe'), join(directory, 'none')];
      for (const path of paths) {
        const [problem, ...others] = problemsOf(path);
        expect(problem?.message, path).to.match(/^cannot be read: /);
        expect(problem?.place).to.deep.include({ source: path, line: 1, column: 1, excerpt: '' });
        expect(others).to.deep.equal([]);
      }
    });

    it('counts all files together, each as often as it is included', () => {
      const path = writeFiles({ zone: '$INCLUDE more\n'.repeat(5), more: ';'.repeat(15 * 2 ** 20) });
      expect(said(path)).to.deep.equal([`zone:5:10: "more" ${tooLarge}`]);
    });

    it('stops at a million records', () => {
      const path = writeFiles({ zone: `$TTL 1\n${'$GENERATE 0-65535 h$.test. A 192.0.2.1\n'.repeat(20)}` });
      expect(said(path)).to.deep.equal([
        'zone:17:1: in step 16960: is one record too many; a zone has at most 1000000',
      ]);
    });

    it('stops at three million lines, whatever they say', () => {
      const path = writeFiles({ zone: '$ORIGIN a.\n'.repeat(4_000_000) });
      expect(said(path)).to.deep.equal([
        'zone:3000001:1: is one line too many; a zone has at most 3000000 that are not empty',
      ]);
    });

    it('counts what $GENERATE makes as if it stood in the file', () => {
      const strings = `"${'x'.repeat(250)}" `.repeat(100);
      const path = writeFiles({ zone: `$TTL 1\n$GENERATE 0-65535 h$ TXT ${strings}\n` });
      expect(said(path)).to.deep.equal(['zone:2:1: makes the zone larger than 67108864 octets']);
    });

    it('refuses a field that no record holds, whatever stands in it', () => {
      for (const octet of ['a', '.', '\\', '\\.', 'é', '$', '1']) {
        const path = writeFiles({ zone: `a 1 TXT ${octet.repeat(2 ** 20)} b\n` });
        expect(said(path)[0], octet).to.match(
          /^zone:1:9: is a field of \d+ octets; no record holds more than 65535$/,
        );
      }
    });

    it('refuses more fields than a record holds', () => {
      const path = writeFiles({ zone: `a 1 TXT (${'a\n'.repeat(100_000)})` });
      expect(said(path)).to.deep.equal([
        'zone:65534:1: is preceded by 65536 fields; is a parenthesis not closed?',
      ]);
    });

    it('keeps a hundred problems, and tells how many more there are', () => {
      const problems = said(writeFiles({ zone: 'a A x\n'.repeat(142) }));
      expect(problems).to.have.length(101);
      expect(problems[100]).to.equal('zone:101:5: is the first of 42 more; mend those above first');
      expect(said(writeFiles({ zone: 'a A x\n'.repeat(101) }))[100]).to.equal(
        'zone:101:5: is one more; mend those above first',
      );
    });

    it('gives up on a file that is nothing but problems', () => {
      const problems = said(writeFiles({ zone: 'a A x\n'.repeat(1_000_000) }));
      expect(problems[100]).to.equal('zone:101:5: is the first of more than 9899; mend those above first');
    });
  });

  describe('of garbage', () => {
    it(`never throws, and takes no time (seed ${testSeed})`, () => {
      const random = createSeededRandom();
      const path = writeFiles({ zone: '' });
      const pieces = [
        ...[
          '$TTL ',
          '$ORIGIN ',
          '$INCLUDE ',
          '$GENERATE ',
          '1-9 ',
          'a',
          '@',
          'IN ',
          'A ',
          'TXT ',
          'MX ',
          'SOA ',
        ],
        ...[
          '192.0.2.1',
          '300 ',
          '(',
          ')',
          '"',
          ';',
          '\n',
          '\n',
          ' ',
          '\t',
          '\\',
          '\\065',
          '\0',
          'é',
          '.',
          '$',
          '${',
          '}',
        ],
        ...['\\# ', '4 ', '0a0b', 'TYPE1 ', 'CLASS1 ', '\r\n', '\xff', '-', '*', 'zone', '1h'],
      ];
      for (let round = 0; round < 1000; round++) {
        const text = Array.from({ length: random.below(60) }, () =>
          random.chance(0.9) ? random.pick(pieces) : random.octets(3).toString('latin1'),
        ).join('');
        writeFileSync(path, text, 'latin1');
        readMasterFile(
          path,
          random.chance(0.5) ? settings : { ...settings, aliasZones: [nameOf('example.org')] },
        );
      }
    });

    it(`never throws on a good file with a few octets changed (seed ${testSeed})`, () => {
      const random = createSeededRandom();
      const good = Buffer.from(
        '$TTL 1h\n@ SOA ns1 host ( 1 2 3 4 5 ) ; é\n NS ns1\nns1 A 192.0.2.1\n AAAA 2001:db8::1\n$ORIGIN sub\n' +
          'a 1d IN MX 10 mail\n TXT "b \\" c" d\\032e\n$GENERATE 1-3/2 h${0,2,x} CNAME a\n*.w SRV 1 2 3 a\n' +
          'x CAA 0 issue "ca.test"\ny TYPE65280 \\# 3 0a 0b0c\n',
      );
      const path = writeFiles({ zone: good });
      expect(problemsOf(path)).to.deep.equal([]);
      let refused = 0;
      for (let round = 0; round < 1000; round++) {
        const bytes = Buffer.from(good);
        for (let i = 0; i <= random.below(4); i++) bytes[random.below(bytes.length)] = random.below(256);
        const from = random.below(bytes.length);
        const text = random.chance(0.3)
          ? Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + random.below(20))])
          : bytes;
        writeFileSync(path, text);
        const problems = problemsOf(path);
        if (problems.length > 0) refused++;
        for (const { place } of problems) {
          expect(place.line).to.be.within(1, 30);
          expect(place.column).to.be.at.least(1);
        }
      }
      expect(refused).to.be.greaterThan(250);
    });
  });
});
