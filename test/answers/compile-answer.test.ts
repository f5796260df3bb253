// Compiled answers octet by octet: they are put behind a question, shifted as the data plane does it, and walked.

import { expect } from 'chai';
import { compileAnswer, type OwnedRRset, type Placement } from '../../src/answers/compile-answer.ts';
import type { Name } from '../../src/wire/name.ts';
import { nsRdata, type Rdata, soaRdata } from '../../src/wire/rdata.ts';
import { makeRRset } from '../../src/wire/rrset.ts';
import { nameOf } from '../support/dns/make-zone.ts';
import { walkMessage, walkName } from '../support/dns/walk-message.ts';

const apex = nameOf('example.test');

function ns(owner: Name, ...hosts: string[]): OwnedRRset {
  return {
    owner,
    rrset: makeRRset(
      2,
      60,
      hosts.map((host) => nsRdata(nameOf(host))),
    ),
  };
}

function a(owner: Name, ...data: string[]): OwnedRRset {
  return { owner, rrset: makeRRset(1, 60, data as Rdata[]) };
}

function soa(owner: Name, primary: string): OwnedRRset {
  const times = { serial: 1, refreshSeconds: 2, retrySeconds: 3, expireSeconds: 4, minimumSeconds: 5 };
  const rdata = soaRdata({ primary: nameOf(primary), mailbox: nameOf('hostmaster.example.test'), ...times });
  return { owner, rrset: makeRRset(6, 60, [rdata]) };
}

/** Owners and the names in the data of NS and SOA, as a client reads them when it asked for `question`. */
function namesSeen(
  compiledFor: Name,
  placement: Placement,
  question: Name,
  authority: readonly OwnedRRset[],
): string[] {
  const answer = compileAnswer(compiledFor, { answer: [], authority, additional: [] }, placement);
  const body = Buffer.from(answer.body);
  const growth = question.length - answer.questionNameOctets;
  for (const at of answer.shifts) body.writeUInt16BE(body.readUInt16BE(at) + growth, at);
  const header = Buffer.from([0, 0, 0x84, 0, 0, 1, 0, 0, 0, answer.authorityCount, 0, 0]);
  const message = Buffer.concat([header, Buffer.from(question, 'latin1'), Buffer.from([0, 1, 0, 1]), body]);
  return walkMessage(message).records.flatMap(({ owner, type, dataStart }) => {
    if (type === 1) return [owner];
    const first = walkName(message, dataStart);
    return type === 2 ? [owner, first.name] : [owner, first.name, walkName(message, first.end).name];
  });
}

describe('compileAnswer', () => {
  const sections: readonly OwnedRRset[] = [
    soa(apex, 'ns1.far.away'),
    ns(apex, 'ns1.far.away', 'ns2.far.away', 'ns1.example.test', 'ns2.example.test'),
    a(nameOf('ns2.far.away'), '\x01\x02\x03\x04'),
    ns(nameOf('sub.example.test'), 'ns1.example.test'),
  ];
  const seen = [
    ...[apex, nameOf('ns1.far.away'), nameOf('hostmaster.example.test')],
    ...['ns1.far.away', 'ns2.far.away', 'ns1.example.test', 'ns2.example.test'].flatMap((host) => [
      apex,
      nameOf(host),
    ]),
    nameOf('ns2.far.away'),
    ...[nameOf('sub.example.test'), nameOf('ns1.example.test')],
  ];

  it('writes names that read as they are meant, under the question that it is compiled for', () => {
    expect(namesSeen(apex, 'exact', apex, sections)).to.have.members(seen);
  });

  const longer = ['x.example.test', `${'y'.repeat(63)}.${'z.'.repeat(80)}example.test`];
  for (const question of longer) {
    it(`writes names that still do when the question is ${question.slice(0, 20)} below it`, () => {
      expect(namesSeen(apex, 'below', nameOf(question), sections)).to.have.members(seen);
    });
  }

  it('lets a wildcard as owner become the question, and nothing else: neither data nor other owners', () => {
    const wildcard = nameOf('*.example.test');
    const rrsets = [
      a(wildcard, '\x01\x02\x03\x04'),
      ns(wildcard, '*.example.test', 'ns1.example.test'),
      a(apex, '\x05\x06\x07\x08'),
    ];
    for (const asked of ['x.example.test', 'some.name.further.down.example.test']) {
      const question = nameOf(asked);
      const expected = [question, question, wildcard, question, nameOf('ns1.example.test'), apex];
      expect(namesSeen(wildcard, 'wildcard', question, rrsets)).to.have.members(expected);
    }
  });

  it('compresses: no name but the first of its kind is written in full', () => {
    const { body } = compileAnswer(
      apex,
      { answer: [ns(apex, 'ns1.example.test')], authority: [], additional: [] },
      'exact',
    );
    expect(Buffer.from(body).toString('hex')).to.equal(`c00c000200010000003c0006036e7331c00c`);
  });

  it('knows no pointer beyond 14 bits (RFC 1035 §4.1.4): names far behind are written again', () => {
    const many = makeRRset(
      28,
      60,
      Array.from({ length: 700 }, (_, i) => `${i}`.padStart(16, 'x') as Rdata),
    );
    const authority = [
      { owner: apex, rrset: many },
      ns(apex, 'late.far.away'),
      ns(nameOf('late.far.away'), 'late.far.away'),
    ];
    const answer = compileAnswer(apex, { answer: [], authority, additional: [] }, 'exact');
    const far = Buffer.from(nameOf('far.away'), 'latin1');
    const body = Buffer.from(answer.body);
    let count = 0;
    for (let at = body.indexOf(far); at !== -1; at = body.indexOf(far, at + 1)) count++;
    expect(count).to.equal(3);
  });

  it('marks the ends of RRsets in the additional section, where a reply may be cut', () => {
    const additional = [
      a(nameOf('ns1.example.test'), '\x01\x02\x03\x04', '\x01\x02\x03\x05'),
      a(nameOf('ns2.example.test'), '\x01\x02\x03\x06'),
    ];
    const { cuts, body, requiredOctets, additionalCount } = compileAnswer(
      apex,
      { answer: [ns(apex, 'ns1.example.test')], authority: [], additional },
      'exact',
    );
    expect(requiredOctets).to.equal(18);
    expect(additionalCount).to.equal(3);
    expect(cuts).to.deep.equal([
      { octets: 18 + 16 + 16, additionalCount: 2 },
      { octets: body.length, additionalCount: 3 },
    ]);
  });

  const rotations: readonly (readonly [string, readonly OwnedRRset[], { count: number; octets: number }])[] =
    [
      ['several addresses', [a(apex, 'aaaa', 'bbbb', 'cccc')], { count: 3, octets: 16 }],
      ['one address', [a(apex, 'aaaa')], { count: 0, octets: 0 }],
      [
        'data of several lengths',
        [{ owner: apex, rrset: makeRRset(16, 60, ['\x01a', '\x02bb'] as Rdata[]) }],
        { count: 0, octets: 0 },
      ],
      [
        'names, whose pointers would be wrong elsewhere',
        [ns(apex, 'a.test', 'b.test')],
        { count: 0, octets: 0 },
      ],
      [
        'the first of two RRsets, in front of its signatures',
        [a(apex, 'aaaa', 'bbbb'), ns(apex, 'a.test')],
        { count: 2, octets: 16 },
      ],
    ];
  for (const [what, answer, rotation] of rotations) {
    it(`${rotation.count > 0 ? 'rotates' : 'does not rotate'} ${what}`, () => {
      expect(compileAnswer(apex, { answer, authority: [], additional: [] }, 'exact').rotation).to.deep.equal(
        rotation,
      );
    });
  }
});
