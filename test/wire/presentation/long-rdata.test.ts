// Presentation format that is far too long, written by somebody who wants to keep us busy.

import { expect } from 'chai';
import { rootName } from '../../../src/wire/name.ts';
import { splitFields } from '../../../src/wire/presentation/fields.ts';
import { parseRdata } from '../../../src/wire/presentation/parse-rdata.ts';
import { madeTypes } from '../../support/dns/random-rdata.ts';

const heads = [
  '',
  '1 ',
  '1 . ',
  '1 2 3 ',
  '0 issue ',
  '\\# 1 ',
  '1 . alpn=',
  '1 . mandatory=',
  '1 . ipv4hint=',
];
const bodies = [
  'a',
  'a.',
  '\\',
  '\\\\',
  '\\,',
  '\\000',
  '"',
  '" ',
  '"" ',
  '1 ',
  'é',
  '\ud800',
  ',',
  'h2,',
  'A ',
];
const more = ['1 . ech=', '1 . key9=', 'a. ', '0 0 0 '];
const moreBodies = ['1m', '=', '-', 'AAAA', 'AAAA ', 'key9=1 ', 'key9,', '00 '];

interface Sample {
  readonly head: string;
  readonly body: string;
  readonly type: number;
}

/** Every kind of text with some types, every type with some texts: all of them take too long. */
const samples: readonly Sample[] = [...heads, ...more]
  .flatMap((head) => [...bodies, ...moreBodies].map((body) => ({ head, body })))
  .flatMap((text, index) =>
    madeTypes.filter((_, place) => (place + index) % 12 === 0).map((type) => ({ ...text, type })),
  );

function textOf({ head, body }: Sample, octets: number): string {
  return head + body.repeat(octets / body.length);
}

/** The best of three, because the machine may be busy. */
function measureMs(repetitions: number, work: () => void): number {
  const times = Array.from({ length: 3 }, () => {
    const start = performance.now();
    for (let done = 0; done < repetitions; done++) work();
    return performance.now() - start;
  });
  return Math.min(...times);
}

const shortOctets = 1000;
const factor = 16;

/** How much longer a long text takes than many short ones with as much in them: 1 if time is linear, 16 if quadratic. */
function growthOf(read: (text: string) => unknown, sample: Sample): number {
  const short = textOf(sample, shortOctets);
  const long = textOf(sample, factor * shortOctets);
  const shortMs = measureMs(factor, () => read(short));
  return measureMs(1, () => read(long)) / shortMs;
}

const growthMax = 6;

function parse(sample: Sample, text: string) {
  return parseRdata(sample.type, splitFields(text), rootName);
}

describe('presentation format that is far too long', () => {
  it('is refused in few words, or is one record', () => {
    for (const sample of samples) {
      const parsed = parse(sample, textOf(sample, 70_000));
      if (!parsed.ok) expect(parsed.problem.message.length).to.be.lessThan(2000);
    }
  });

  it('takes time that grows with its length, not with the square of it', () => {
    // What is quadratic is among the slowest; the others would only be measured for their noise.
    const slowest = samples
      .map((sample) => {
        const text = textOf(sample, factor * shortOctets);
        const start = performance.now();
        parse(sample, text);
        return { sample, ms: performance.now() - start };
      })
      .sort((a, b) => b.ms - a.ms)
      .slice(0, 40);
    for (const { sample } of slowest) {
      const growth = growthOf((text) => parse(sample, text), sample);
      expect(growth, JSON.stringify(sample)).to.be.lessThan(growthMax);
    }
  });

  it('would be noticed if a reader looked at the rest of the text again and again', () => {
    const sample = { head: '', body: ' ', type: 0 };
    expect(growthOf((text) => / +x/.test(text), sample)).to.be.greaterThan(growthMax);
  });
});
