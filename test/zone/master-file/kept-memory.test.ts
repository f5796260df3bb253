// What stays in memory of a file that was read: its records, and nothing of its text.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { readSound } from '../../support/dns/master-text.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const name = 'a-name-of-more-than-thirteen-octets';
const string = '"a string of more than thirteen octets"';

/** Of all kinds of strings: V8 may cut them from the text without copying. */
const lines = [
  `a 1 TXT ${string}`,
  `a 1 TXT ${string} ${string}`,
  `a 1 CNAME ${name}`,
  `a 1 CNAME ${name}.example.org.`,
  `${name} 1 A 192.0.2.1`,
  `\\032${name} 1 A 192.0.2.1`,
  `a 1 TYPE65280 \\# 20 ${'0a'.repeat(20)}`,
  'a 1 OPENPGPKEY AQMDBAUGAQMDBAUGAQMDBAUGAQMDBAUG',
  `@ 1 NS ${name}`,
  `@ 1 SOA ${name} ${name} 1 2 3 4 5`,
];

function usedMegabytes(): number {
  collectGarbage();
  collectGarbage();
  // Large strings are external; so are buffers, which are released at leisure.
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return (heapUsed + external - arrayBuffers) / 1e6;
}

/** The octets around the last match: V8 keeps the text that a regular expression looked at last. */
function forgetLastMatch(): void {
  /x/.exec('x');
}

describe('readMasterFile', () => {
  const padding = Buffer.from(`;${'x'.repeat(99)}\n`.repeat(200_000));

  /** In a function of its own, so that nothing else of the file is in use behind it. */
  function readPadded(line: string) {
    const { records, nameServers, soa } = readSound(Buffer.concat([Buffer.from(`${line}\n`), padding]));
    return [records, nameServers, soa] as const;
  }

  for (const line of lines)
    it(`keeps nothing of the text for ${line}`, () => {
      const before = usedMegabytes();
      const [records, nameServers, soa] = readPadded(line);
      forgetLastMatch();
      expect(usedMegabytes() - before).to.be.lessThan(5);
      expect(records.size + nameServers.length + (soa === undefined ? 0 : 1)).to.equal(1);
    });

  it('would notice a part of the text that was kept', () => {
    const before = usedMegabytes();
    const kept = padding.toString('latin1').slice(1, 40);
    expect(usedMegabytes() - before).to.be.greaterThan(15);
    expect(kept).to.have.length(39);
  });
});
