// $GENERATE, in BIND's sense: what BIND makes of the same lines is the measure.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how BIND writes its placeholders

import { expect } from 'chai';
import { needNamedCompilezone, printByBind } from '../../support/dns/compile-zone-file.ts';
import { printRecords, readSound } from '../../support/dns/master-text.ts';

/** [line, the records] */
const lines: readonly (readonly [line: string, records: readonly string[]])[] = [
  ['$GENERATE 1-3 h$ A 192.0.2.$', ['h1 9 A 192.0.2.1', 'h2 9 A 192.0.2.2', 'h3 9 A 192.0.2.3']],
  ['$generate 0-4/2 h$ 5 IN A 192.0.2.$', ['h0 5 A 192.0.2.0', 'h2 5 A 192.0.2.2', 'h4 5 A 192.0.2.4']],
  ['$GENERATE 1-5/3 h$ IN A 192.0.2.$', ['h1 9 A 192.0.2.1', 'h4 9 A 192.0.2.4']],
  ['$GENERATE 7-7 h$.sub A 192.0.2.1', ['h7.sub 9 A 192.0.2.1']],
  ['$GENERATE 1-2 h$.example.test. A 192.0.2.1', ['h1 9 A 192.0.2.1', 'h2 9 A 192.0.2.1']],
  ['$GENERATE 9-10 h${0,3,d} A 192.0.2.1', ['h009 9 A 192.0.2.1', 'h010 9 A 192.0.2.1']],
  ['$GENERATE 9-10 h${-9} A 192.0.2.${10}', ['h0 9 A 192.0.2.19', 'h1 9 A 192.0.2.20']],
  ['$GENERATE 9-10 h${1,2} A 192.0.2.1', ['h10 9 A 192.0.2.1', 'h11 9 A 192.0.2.1']],
  ['$GENERATE 8-9 h${0,0,o}-${0,4,x} A 192.0.2.1', ['h10-0008 9 A 192.0.2.1', 'h11-0009 9 A 192.0.2.1']],
  ['$GENERATE 255-255 h$ TXT ${0,0,x}-${0,3,X}', ['h255 9 TXT "ff-0FF"']],
  ['$GENERATE 18-18 ${0,8,n}ip6 PTR host', ['2.1.0.0.ip6 9 PTR host.example.test.']],
  ['$GENERATE 18-18 ${0,7,n}.ip6 PTR host', ['2.1.0.0.ip6 9 PTR host.example.test.']],
  ['$GENERATE 18-18 ${0,1,n}.ip6 PTR host', ['2.1.ip6 9 PTR host.example.test.']],
  ['$GENERATE 171-171 h TXT ${0,0,N}.${0,0,n}', ['h 9 TXT "B.A.b.a"']],
  ['$GENERATE 1-1 h TXT a\\$b$$c', ['h 9 TXT "a$b$c"']],
  ['$GENERATE 1-2 h MX "$ mail$"', ['h 9 MX 1 mail1.example.test.', 'h 9 MX 2 mail2.example.test.']],
  ['$GENERATE 1-1 h TXT "one $ two"', ['h 9 TXT "one" "1" "two"']],
  ['$GENERATE 1-1 h TXT "\\"one $ two\\""', ['h 9 TXT "one 1 two"']],
  ['$GENERATE 1-1 @ CAA "0 issue \\"ca$.test\\""', ['@ 9 CAA 0 issue "ca1.test"']],
];

describe('$GENERATE', () => {
  const frame = '$TTL 9\n@ SOA a b 1 2 3 4 5\n';

  for (const [line, records] of lines) {
    it(`makes of ${line} ${records.length === 1 ? 'one record' : `${records.length} records`}`, () => {
      expect(printRecords(readSound(frame + line))).to.deep.equal(records);
    });

    it(`makes of ${line} what BIND makes of it`, function () {
      needNamedCompilezone(this);
      const lines = printByBind('example.test', `${frame} NS ns.other.test.\n${line}\n`);
      const compiled = readSound(lines.join('\n'));
      expect(printRecords(compiled).sort()).to.deep.equal([...records].sort());
    });
  }

  it('takes several fields of data without quotation marks, and a quoted one among them', () => {
    const file = readSound('$GENERATE 1-2 h$ 9 SRV 0 $ 80 t$\n$GENERATE 3-3 h$ 9 TXT "a $" b');
    expect(printRecords(file)).to.deep.equal([
      'h1 9 SRV 0 1 80 t1.example.test.',
      'h2 9 SRV 0 2 80 t2.example.test.',
      'h3 9 TXT "a 3" "b"',
    ]);
  });
});
