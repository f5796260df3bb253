// When the service manager gets a new line: soon after changes, but not with every one.

import { expect } from 'chai';
import type { Status } from '../../src/control/protocol/status.ts';
import type { LineFacts } from '../../src/reporting/print-status.ts';
import { StatusLine } from '../../src/reporting/status-line.ts';
import { silentNotifier } from '../../src/systemd/notifier.ts';
import { FakeClock } from '../support/fake-clock.ts';

const unconfigured: Status = {
  version: '0',
  pid: 1,
  startedSeconds: 0,
  zones: [],
  serial: undefined,
  endpoints: [],
  udp: { engine: 'batch', workers: 1 },
  targets: { total: 0, up: 0, forcedUp: 0, forcedDown: 0, list: [] },
  names: { total: 0, empty: [], onPolicy: [], onBackup: [], emptyServices: [] },
  network: { anchors: [] },
  overrides: [],
  queries: { udp: 0, tcp: 0, dropped: 0, truncated: 0 },
};

const facts: LineFacts = { ...unconfigured, targets: { ...unconfigured.targets, held: 0 } };

function createWorld({ isHeard = true } = {}) {
  const clock = new FakeClock();
  const lines: string[] = [];
  const heard = { ...silentNotifier, status: (line: string) => void lines.push(line) };
  const notifier = isHeard ? heard : silentNotifier;
  const statusLine = new StatusLine({ clock, notifier });
  return { clock, lines, statusLine };
}

describe('StatusLine', () => {
  it('sends nothing before it is started', () => {
    const { clock, lines, statusLine } = createWorld();
    statusLine.send(unconfigured);
    statusLine.sendSoon();
    clock.advance(10_000);
    expect([lines, clock.timerCount]).to.deep.equal([[], 0]);
  });

  it('sends the first change at once, and a burst of changes as one line half a second later', () => {
    const { clock, lines, statusLine } = createWorld();
    statusLine.start(() => facts);
    statusLine.sendSoon();
    clock.advance(0);
    expect(lines).to.have.length(1);
    for (let change = 0; change < 100; change++) statusLine.sendSoon();
    clock.advance(499);
    expect(lines).to.have.length(1);
    clock.advance(1);
    expect(lines).to.have.length(2);
    clock.advance(10_000);
    expect(lines).to.have.length(2);
  });

  it('waits longer when a line takes long to make, and never longer than ten seconds', () => {
    for (const [costMs, pauseMs] of [
      [40, 2000],
      [5000, 10_000],
    ] as const) {
      const { clock, lines, statusLine } = createWorld();
      statusLine.start(() => {
        clock.leap(costMs);
        return facts;
      });
      statusLine.sendSoon();
      clock.advance(0);
      statusLine.sendSoon();
      clock.advance(costMs + pauseMs - 1);
      expect(lines).to.have.length(1);
      clock.advance(1);
      expect(lines).to.have.length(2);
    }
  });

  it('makes no line where nobody reads it', () => {
    const { clock, statusLine } = createWorld({ isHeard: false });
    statusLine.start(() => expect.fail('nobody reads it'));
    statusLine.sendSoon();
    clock.advance(10_000);
    expect(clock.timerCount).to.equal(0);
  });

  it('sends at once when told to', () => {
    const { lines, statusLine } = createWorld();
    statusLine.start(() => facts);
    statusLine.send(unconfigured);
    expect(lines).to.deep.equal(['no zone is configured; edit /etc/default/healthy-dns and reload']);
  });

  it('sends nothing after it was stopped, and leaves no timer', () => {
    const { clock, lines, statusLine } = createWorld();
    statusLine.start(() => facts);
    statusLine.sendSoon();
    statusLine.stop();
    statusLine.send(unconfigured);
    clock.advance(10_000);
    expect([lines, clock.timerCount]).to.deep.equal([[], 0]);
  });
});
