import { expect } from 'chai';
import type { Summary } from '../../../../src/window/model/news.ts';
import { settleBySummary } from '../../../../src/window/telling/standing/settle-by-summary.ts';
import { Standings } from '../../../../src/window/telling/standing/standings.ts';
import { keyOf, type SubjectKind, type Wrong } from '../../../../src/window/telling/standing/subject.ts';
import { other, startMs } from '../../../support/telling/happenings.ts';
import { makeSummary } from '../../../support/worlds/window-facts.ts';

const laterMs = startMs + 30_000;
const anchor = '192.0.2.9:53';
const secondary = '192.0.2.53:53';

const failing = other('anchor-failing', { target: anchor });
const behind = other('secondary-behind', { secondary });
const behindWithKey = other('secondary-behind', { secondary: `${secondary} (key k.)` });
const suspect = other('own-network-suspect');

function secondaries(list: readonly { key?: string; behindSinceSeconds?: number }[], total = list.length) {
  const zones = { total: 1, current: 1 };
  return makeSummary({
    secondaries: {
      total,
      behind: 0,
      list: list.map((one) => ({ secondary, notified: true, zones, list: [], ...one })),
    },
  });
}

describe('settleBySummary', () => {
  const settle = (standings: Standings, summary: Summary, atMs = laterMs) => {
    settleBySummary(standings, summary, atMs);
    const [standing] = standings.all();
    return standing?.wrongs.length === 0 ? standing.event : 'stands';
  };

  const cases: readonly [string, ReturnType<typeof other>, Summary, string][] = [
    ['an anchor that is no longer configured', failing, makeSummary(), 'removed'],
    [
      'an anchor that fails',
      failing,
      makeSummary({ network: { anchors: [{ anchor, isUp: false }] } }),
      'stands',
    ],
    ['a network that is not suspect any more', suspect, makeSummary(), 'found-well'],
    [
      'a network that is suspect',
      suspect,
      makeSummary({ network: { suspect: 'own network', anchors: [] } }),
      'stands',
    ],
    ['a secondary that nobody follows us with', behind, makeSummary(), 'removed'],
    ['a secondary that is not behind', behind, secondaries([{}]), 'found-well'],
    ['a secondary that is behind', behind, secondaries([{ behindSinceSeconds: 1 }]), 'stands'],
    ['a secondary with a key', behindWithKey, secondaries([{ key: 'k.', behindSinceSeconds: 1 }]), 'stands'],
    ['a secondary without that key', behindWithKey, secondaries([{}]), 'removed'],
    ['a secondary that very many leave out', behindWithKey, secondaries([{}], 900), 'found-well'],
  ];
  for (const [what, happening, summary, event] of cases)
    it(`${event === 'stands' ? 'leaves' : 'settles'} ${what}`, () => {
      const standings = new Standings(() => undefined);
      standings.record(happening);
      expect(settle(standings, summary)).to.equal(event);
    });

  it('leaves the log the first word', () => {
    const standings = new Standings(() => undefined);
    standings.record(failing);
    expect(settle(standings, makeSummary(), startMs + 10_000)).to.equal('stands');
  });

  const resumed: readonly [SubjectKind, string, Wrong, Summary][] = [
    ['network', '', 'suspect', makeSummary()],
    ['anchor', anchor, 'failing', makeSummary()],
    ['secondary', secondary, 'behind', secondaries([{}])],
  ];
  for (const [kind, name, wrong, summary] of resumed)
    it(`leaves what the last run found wrong with a ${kind} until this one may know`, () => {
      const standings = new Standings(() => undefined);
      const subject = { kind, name };
      standings.resume(keyOf(subject), subject, { wrong, sinceMs: startMs });
      expect(settle(standings, summary)).to.equal('stands');
    });
});
