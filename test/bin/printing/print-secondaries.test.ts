import { expect } from 'chai';
import { printSecondaries } from '../../../src/bin/printing/print-secondaries.ts';
import type { SecondaryStatus } from '../../../src/control/protocol/secondaries.ts';

const nowSeconds = () => Math.floor(Date.now() / 1000);

function secondaryWith(given: Partial<SecondaryStatus> = {}): SecondaryStatus {
  return { secondary: '192.0.2.54:53', notified: true, zones: { total: 3, current: 3 }, list: [], ...given };
}

function linesFor(...list: readonly SecondaryStatus[]): string[] {
  return printSecondaries({ total: list.length, behind: 0, list })
    .slice(1)
    .map((line) => line.replaceAll(/ {2,}/g, ' | '));
}

describe('printSecondaries', () => {
  it('prints one line for a secondary that has everything', () => {
    const lastNotify = { zone: 'example.com.', serial: 7, atSeconds: nowSeconds() - 300, reply: 'NOERROR' };
    expect(linesFor(secondaryWith({ key: 'xfr.', lastNotify }))).to.deep.equal([
      '192.0.2.54:53 (key xfr.) | 3/3 | 5 min ago, answered | -',
    ]);
  });

  it('prints what one lacks, since when, and why', () => {
    const since = nowSeconds() - 600;
    const behind = (zone: string) => ({ zone, newest: 9, serial: 7, changes: 2, behindSinceSeconds: since });
    const lastNotify = { zone: 'a.test.', serial: 9, atSeconds: since };
    const late = secondaryWith({
      zones: { total: 9, current: 4 },
      lastNotify,
      behindSinceSeconds: since,
      list: [
        behind('a.test.'),
        { zone: 'b.test.', newest: 9, behindSinceSeconds: since, refusal: 'REFUSED' },
        { ...behind('c.test.'), changes: 1 },
        behind('d.test.'),
      ],
    });
    expect(linesFor(late)).to.deep.equal([
      '192.0.2.54:53 | 4/9 | 10 min ago, no answer | 10 min: a.test. (2 changes, has 7), b.test. (serial unknown, asked for it: REFUSED), c.test. (1 change, has 7) and 2 more',
    ]);
  });

  it('tells apart those that are not told, not told yet, and those that turn a NOTIFY away', () => {
    const lastNotify = { zone: 'a.test.', serial: 9, atSeconds: nowSeconds() - 600, reply: 'NOTAUTH' };
    const lines = linesFor(
      secondaryWith({ notified: false }),
      secondaryWith(),
      secondaryWith({ lastNotify }),
    );
    expect(lines.map((line) => line.split(' | ')[2])).to.deep.equal([
      'not told, fetches',
      'none yet',
      '10 min ago, answered NOTAUTH',
    ]);
  });

  it('prints twenty of very many', () => {
    const list = Array.from({ length: 60 }, () => secondaryWith());
    const lines = printSecondaries({ total: 300, behind: 0, list });
    expect([lines.length, lines.at(-1)]).to.deep.equal([
      22,
      'and 280 more secondaries; --json has more of them',
    ]);
  });
});
