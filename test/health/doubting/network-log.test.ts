// Lines about our own network and its anchors.

import { expect } from 'chai';
import { NetworkLog, printVouchers } from '../../../src/health/doubting/network-log.ts';
import { tcpTarget } from '../../../src/health/target.ts';
import { createRecordingLogger } from '../../support/recording-logger.ts';
import { failure, success } from '../../support/worlds/scripted-probe.ts';

function setUp() {
  const { logger, entries } = createRecordingLogger();
  const said = () => entries.map(({ level, message }) => `${level}: ${message}`);
  return { log: new NetworkLog(logger), said };
}

describe('the log about our own network', () => {
  it('warns of an anchor that fails twice in a row, once, and says when it is back', () => {
    const { log, said } = setUp();
    for (const outcome of [failure(), success, failure(), failure('timeout'), failure()])
      log.recordAnchor('192.0.2.1:443', outcome);
    log.recordAnchor('192.0.2.2:443', failure());
    for (const outcome of [success, success]) log.recordAnchor('192.0.2.1:443', outcome);
    expect(said()).to.deep.equal([
      'warning: the anchor 192.0.2.1:443 fails (timeout): it cannot tell whether our own network works',
      'info: the anchor 192.0.2.1:443 answers again',
    ]);
  });

  it('says how much fails and that nothing, or no anchor, answers', () => {
    const { log, said } = setUp();
    log.logSuspect({ count: 9, failing: 9 }, 0);
    log.logSuspect({ count: 9, failing: 7 }, 2);
    log.logBack('tcp 192.0.2.1:80 answers again', 12);
    expect(said()).to.deep.equal([
      'warning: suspect: own network; 9 of 9 targets that were up fail and nothing answers, so verdicts stay as they are',
      'warning: suspect: own network; 7 of 9 targets that were up fail and no anchor answers, so verdicts stay as they are',
      'info: tcp 192.0.2.1:80 answers again, after 12 s: our own network is no longer suspect',
    ]);
  });

  it('names the anchors that vouch for our network', () => {
    const anchor = (text: string, lastOutcome: typeof success | undefined) => ({
      target: tcpTarget({ family: 4, text }, 443),
      lastOutcome,
    });
    const [one, two, dead] = [
      anchor('192.0.2.1', success),
      anchor('192.0.2.2', success),
      anchor('192.0.2.3', failure()),
    ];
    const ours = 'it is not our own network: ';
    expect(printVouchers([])).to.equal('something answers, so it is not our own network');
    expect(printVouchers([dead, anchor('192.0.2.4', undefined)])).to.equal('no anchor answers');
    expect(printVouchers([one, dead])).to.equal(`${ours}192.0.2.1:443 answers`);
    expect(printVouchers([one, two])).to.equal(`${ours}192.0.2.1:443, 192.0.2.2:443 answer`);
  });
});
