// Domain names: which texts are names, what they are on the wire, and how they relate.

import { expect } from 'chai';
import {
  apexOwner,
  completeName,
  isAtOrBelow,
  isWildcard,
  labelsOf,
  type Name,
  type NameProblem,
  ownersAbove,
  parentOf,
  parseAbsoluteOwner,
  parseMasterName,
  parseName,
  parseOwner,
  prependLabel,
  prependOwner,
  printName,
  printOwner,
  type RelativeName,
  relativeTo,
  rootName,
  sortNames,
  wildcardBelow,
} from '../../src/wire/name.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';

const label63 = 'a'.repeat(63);
const label64 = 'a'.repeat(64);
/** 3 × 64 + 61 + 2 = 255 octets with the root. */
const longest = [label63, label63, label63, 'b'.repeat(61)].join('.');
const tooLong = [label63, label63, label63, 'b'.repeat(62)].join('.');

function name(text: string): Name {
  const parsed = parseName(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.kind}`);
  return parsed.value;
}

describe('parseName', () => {
  const good: readonly (readonly [string, string])[] = [
    ['example.com', '\x07example\x03com\0'],
    ['example.com.', '\x07example\x03com\0'],
    ['WWW.Example.COM', '\x03www\x07example\x03com\0'],
    ['_dmarc.a-b.c--d', '\x06_dmarc\x03a-b\x04c--d\0'],
    ['4.3.2.1', '\x014\x013\x012\x011\0'],
    ['x', '\x01x\0'],
    [longest, `\x3f${label63}\x3f${label63}\x3f${label63}\x3d${'b'.repeat(61)}\0`],
  ];
  for (const [text, wire] of good) {
    it(`reads ${text.slice(0, 40)}`, () => {
      expect(parseName(text)).to.deep.equal({ ok: true, value: wire });
    });
  }

  it('reads a single dot as the root', () => {
    expect(parseName('.')).to.deep.equal({ ok: true, value: rootName });
  });

  const bad: readonly (readonly [string, NameProblem])[] = [
    ['', { kind: 'empty' }],
    ['..', { kind: 'empty-label' }],
    ['.com', { kind: 'empty-label' }],
    ['a..b', { kind: 'empty-label' }],
    ['a.b..', { kind: 'empty-label' }],
    [label64, { kind: 'label-too-long', label: label64 }],
    [`x.${label64}.y`, { kind: 'label-too-long', label: label64 }],
    [tooLong, { kind: 'name-too-long', octets: 256 }],
    ['a b', { kind: 'bad-character', label: 'a b', character: ' ' }],
    ['a.b\0', { kind: 'bad-character', label: 'b\0', character: '\0' }],
    ['a\n', { kind: 'bad-character', label: 'a\n', character: '\n' }],
    ['a/b.c', { kind: 'bad-character', label: 'a/b', character: '/' }],
    ['a\\.b', { kind: 'bad-character', label: 'a\\.b', character: '\\' }],
    ['-a.b', { kind: 'hyphen-at-edge', label: '-a' }],
    ['a.b-', { kind: 'hyphen-at-edge', label: 'b-' }],
    ['-', { kind: 'hyphen-at-edge', label: '-' }],
    ['*', { kind: 'misplaced-asterisk' }],
    ['*.a', { kind: 'misplaced-asterisk' }],
    ['bücher.example', { kind: 'not-ascii' }],
    ['\u{1f4a9}.example', { kind: 'not-ascii' }],
    // A sign that looks like a letter, or becomes one in lower case, is none.
    ['\u212aelvin', { kind: 'not-ascii' }],
    ['a\uff0eb', { kind: 'not-ascii' }],
  ];
  for (const [text, problem] of bad) {
    it(`refuses ${JSON.stringify(text.slice(0, 40))}: ${problem.kind}`, () => {
      expect(parseName(text)).to.deep.equal({ ok: false, problem });
    });
  }
});

describe('parseOwner', () => {
  const good: readonly (readonly [string, string])[] = [
    ['@', apexOwner],
    ['www', '\x03www'],
    ['A.B', '\x01a\x01b'],
    ['*', '\x01*'],
    ['*.api', '\x01*\x03api'],
    ['a.*', '\x01a\x01*'],
    ['a.*.b', '\x01a\x01*\x01b'],
    ['*.*', '\x01*\x01*'],
    // RFC 4592 §2.1.1: an asterisk beside others is an octet like any other.
    ['**', '\x02**'],
    ['*a.b*c', '\x02*a\x03b*c'],
  ];
  for (const [text, wire] of good) {
    it(`reads ${text}, and prints that again`, () => {
      expect(parseOwner(text)).to.deep.equal({ ok: true, value: wire });
      expect(printOwner(wire as RelativeName)).to.equal(text.toLowerCase());
    });
  }

  const bad: readonly (readonly [string, NameProblem['kind']])[] = [
    ['', 'empty'],
    ['.', 'empty-label'],
    ['www.', 'empty-label'],
    ['@.a', 'bad-character'],
    ['@@', 'bad-character'],
    ['a b', 'bad-character'],
    ['a-', 'hyphen-at-edge'],
    ['a\\', 'bad-escape'],
    ['a\\1', 'bad-escape'],
    ['a\\25.b', 'bad-escape'],
    ['a\\256', 'bad-escape'],
    ['a\\..', 'empty-label'],
    ['ü', 'not-ascii'],
    ['\\000'.repeat(64), 'label-too-long'],
  ];
  for (const [text, kind] of bad) {
    it(`refuses ${JSON.stringify(text)}: ${kind}`, () => {
      expect(parseOwner(text)).to.have.nested.property('problem.kind', kind);
    });
  }
});

describe('escapes in owners', () => {
  const table: readonly (readonly [string, string, string])[] = [
    ['a\\.b.c', '\x03a.b\x01c', 'a\\046b.c'],
    ['\\@', '\x01@', '\\064'],
    ['\\065\\b', '\x02ab', 'ab'],
    ['\\000\\255', '\x02\0\xff', '\\000\\255'],
    ['\\192\\222', '\x02\xc0\xde', '\\192\\222'],
    ['\\\\.\\ ', '\x01\\\x01 ', '\\092.\\032'],
    ['\\-a.b\\045', '\x02-a\x02b-', '\\045a.b\\045'],
    ['\\000'.repeat(63), `\x3f${'\0'.repeat(63)}`, '\\000'.repeat(63)],
  ];
  for (const [text, wire, printed] of table) {
    it(`mean octets: ${text.slice(0, 20)}`, () => {
      expect(parseOwner(text)).to.deep.equal({ ok: true, value: wire });
      expect(parseAbsoluteOwner(`${text}.`)).to.deep.equal({ ok: true, value: `${wire}\0` });
      expect(printOwner(wire as RelativeName)).to.equal(printed);
    });
  }
});

describe('parseMasterName', () => {
  const origin = '\x07example\0' as Name;
  const good: readonly (readonly [string, string, boolean])[] = [
    ['@', origin, true],
    ['.', rootName, false],
    ['a', `\x01a${origin}`, true],
    ['A.b', `\x01a\x01b${origin}`, true],
    ['a.', '\x01a\0', false],
    ['a\\.', `\x02a.${origin}`, true],
    ['a\\..', '\x02a.\0', false],
    ['\\@', `\x01@${origin}`, true],
    ['*.a*', `\x01*\x02a*${origin}`, true],
    ['-a-', `\x03-a-${origin}`, true],
    // RFC 2317 §4
    ['0/25.2.0.192.in-addr.arpa.', '\x040/25\x012\x010\x03192\x07in-addr\x04arpa\0', false],
    ['Foo\\032Bar;"', `\x09foo bar;"${origin}`, true],
    ['\\065\\192', `\x02a\xc0${origin}`, true],
  ];
  for (const [text, wire, isRelative] of good) {
    it(`reads ${text}`, () => {
      expect(parseMasterName(text, origin)).to.deep.equal({ ok: true, value: { name: wire, isRelative } });
    });
  }

  const bad: readonly (readonly [string, NameProblem])[] = [
    ['', { kind: 'empty' }],
    ['..', { kind: 'empty-label' }],
    ['.a', { kind: 'empty-label' }],
    ['a..', { kind: 'empty-label' }],
    ['a b', { kind: 'bad-character', label: 'a b', character: ' ' }],
    ['a\x7f', { kind: 'bad-character', label: 'a\x7f', character: '\x7f' }],
    ['é', { kind: 'not-ascii' }],
    ['\\é', { kind: 'not-ascii' }],
    ['a.b\\', { kind: 'bad-escape', label: 'b\\' }],
    ['\\300', { kind: 'bad-escape', label: '\\300' }],
    [label64, { kind: 'label-too-long', label: label64 }],
    // Long enough only with the origin.
    [[label63, label63, label63, 'b'.repeat(54)].join('.'), { kind: 'name-too-long', octets: 256 }],
    [`${tooLong}.`, { kind: 'name-too-long', octets: 256 }],
  ];
  for (const [text, problem] of bad) {
    it(`refuses ${JSON.stringify(text.slice(0, 40))}: ${problem.kind}`, () => {
      expect(parseMasterName(text, origin)).to.deep.equal({ ok: false, problem });
    });
  }
});

describe('names of any octets', () => {
  it(`are what they print as (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    for (let i = 0; i < 5000; i++) {
      const labels = Array.from({ length: 1 + random.below(4) }, () =>
        // Of octets that mean something, or of any.
        Array.from({ length: 1 + random.below(random.chance(0.1) ? 63 : 4) }, () =>
          random.chance(0.7) ? random.pick([...'-*@.\\"a0_ ;\0']) : String.fromCharCode(random.below(256)),
        ).join(''),
      );
      const wire = labels
        .map((label) => String.fromCharCode(label.length) + label)
        .join('')
        .replace(/[A-Z]/g, (letter) => letter.toLowerCase());
      if (wire.length > 254) continue;
      expect(parseOwner(printOwner(wire as RelativeName))).to.deep.equal({ ok: true, value: wire });
      const whole = `${wire}\0` as Name;
      expect(parseAbsoluteOwner(printName(whole))).to.deep.equal({ ok: true, value: whole });
      expect(parseMasterName(printName(whole), rootName)).to.deep.equal({
        ok: true,
        value: { name: whole, isRelative: false },
      });
    }
  });
});

/** Slow and obvious (RFC 4034 §6.1): by labels from the right, each as octets, a shorter name first. */
function compareNames(a: Name, b: Name): number {
  const left = labelsOf(a).reverse();
  const right = labelsOf(b).reverse();
  for (const [index, label] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (label !== other) return label < other ? -1 : 1;
  }
  return left.length - right.length;
}

describe('names', () => {
  it('become relative again after they were completed', () => {
    for (const text of ['@', 'www', 'a.b']) {
      const owner = parseOwner(text);
      if (!owner.ok) throw new Error(owner.problem.kind);
      const whole = completeName(owner.value, name('example.test'));
      expect(whole && relativeTo(name('example.test'), whole)).to.equal(owner.value);
    }
  });

  it('are completed up to 255 octets', () => {
    const owner = parseOwner(`${label63}.${label63}.${label63}`);
    if (!owner.ok) throw new Error(owner.problem.kind);
    expect(completeName(owner.value, name('b'.repeat(61)))).to.equal(name(longest));
    expect(completeName(owner.value, name('b'.repeat(62)))).to.equal(undefined);
    expect(completeName(apexOwner, name('example.com'))).to.equal(name('example.com'));
  });

  it('print in lower case and with their final dot', () => {
    for (const text of ['example.com.', '_a.b-c.d.', `${longest}.`]) {
      expect(printName(name(text.toUpperCase()))).to.equal(text);
    }
    expect(printName(rootName)).to.equal('.');
    expect(printName(wildcardBelow(name('example.com')))).to.equal('*.example.com.');
  });

  it('print other octets as decimal escapes', () => {
    expect(printName('\x05a.b\\\0\x02"\xff\0' as Name)).to.equal('a\\046b\\092\\000.\\034\\255.');
  });

  it('have labels from left to right, and parents up to the root', () => {
    expect(labelsOf(name('a.bc.def'))).to.deep.equal(['a', 'bc', 'def']);
    expect(labelsOf(rootName)).to.deep.equal([]);
    expect(parentOf(name('a.bc'))).to.equal(name('bc'));
    expect(parentOf(name('bc'))).to.equal(rootName);
    expect(parentOf(rootName)).to.equal(undefined);
  });

  const relations: readonly (readonly [string, string, boolean])[] = [
    ['example.com', 'example.com', true],
    ['a.b.example.com', 'example.com', true],
    ['example.com', 'com', true],
    ['badexample.com', 'example.com', false],
    ['com', 'example.com', false],
    ['example.com.org', 'example.com', false],
    // As octets it ends like the other name, as labels it does not: the length octet of `-` is a hyphen's code.
    [`${'a'.repeat(44)}-x.com`, 'x.com', false],
  ];
  for (const [lower, upper, is] of relations) {
    it(`${lower.slice(-20)} is ${is ? '' : 'not '}at or below ${upper}`, () => {
      expect(isAtOrBelow(name(lower), name(upper))).to.equal(is);
    });
  }

  it('are all at or below the root', () => {
    expect(isAtOrBelow(name('a.b'), rootName)).to.equal(true);
    expect(isAtOrBelow(rootName, rootName)).to.equal(true);
  });

  it('are put together from owners and labels', () => {
    const [front, back] = [parseOwner('_http._tcp'), parseOwner('www')];
    if (!front.ok || !back.ok) throw new Error('bad owners');
    const whole = prependOwner(front.value, back.value);
    expect(printOwner(whole)).to.equal('_http._tcp.www');
    expect(printOwner(prependLabel('a1', whole))).to.equal('a1._http._tcp.www');
    expect([...ownersAbove(whole)].map(printOwner)).to.deep.equal(['_tcp.www', 'www', '@']);
    expect([...ownersAbove(apexOwner)]).to.deep.equal([]);
  });

  it('are wildcards when their first label is an asterisk and nothing more', () => {
    expect(isWildcard(wildcardBelow(name('a')))).to.equal(true);
    expect(isWildcard('\x02*a\x01b\0' as Name)).to.equal(false);
    expect(isWildcard('\x01a\x01*\0' as Name)).to.equal(false);
  });

  it('sort as in the example of RFC 4034 §6.1', () => {
    const sorted = [
      '\x07example\0',
      '\x01a\x07example\0',
      '\x08yljkjljk\x01a\x07example\0',
      '\x01z\x01a\x07example\0',
      '\x04zabc\x01a\x07example\0',
      '\x01z\x07example\0',
      '\x01\x01\x01z\x07example\0',
      '\x01*\x01z\x07example\0',
      '\x01\xc8\x01z\x07example\0',
    ] as Name[];
    for (const [i, a] of sorted.entries()) {
      for (const [j, b] of sorted.entries()) {
        expect(Math.sign(compareNames(a, b)), `${printName(a)} ${printName(b)}`).to.equal(Math.sign(i - j));
      }
    }
    expect(sortNames([...sorted].reverse())).to.deep.equal(sorted);
  });

  it(`sort as a pairwise comparison does, whatever their octets (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    const label = () => {
      const octets = Array.from({ length: 1 + random.below(2) }, () =>
        random.pick(['\0', '\x01', '\x02', 'a', '\xff']),
      );
      return String.fromCharCode(octets.length) + octets.join('');
    };
    const names = Array.from(
      { length: 300 },
      () => `${Array.from({ length: random.below(4) }, label).join('')}\0` as Name,
    );
    expect(sortNames(names)).to.deep.equal([...names].sort(compareNames));
  });
});
