// When the service manager gets a new line: soon after changes, but not with every one.

import { expect } from 'chai';
import type { Status } from '../../src/control/protocol/status.ts';
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

function createWorld() {
  const clock = new FakeClock();
  const lines: string[] = [];
  const notifier = { ...silentNotifier, status: (line: string) => void lines.push(line) };
  const statusLine = new StatusLine({ clock, notifier });
  return { clock, lines, statusLine };
}

describe('StatusLine', () => {
  it('sends nothing before it is started', () => {
    const { clock, lines, statusLine } = createWorld();
    statusLine.send();
    statusLine.sendSoon();
    clock.advance(10_000);
    expect([lines, clock.timerCount]).to.deep.equal([[], 0]);
  });

  it('sends the first change at once, and a burst of changes as one line half a second later', () => {
    const { clock, lines, statusLine } = createWorld();
    statusLine.start(() => unconfigured);
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

  it('sends at once when told to', () => {
    const { lines, statusLine } = createWorld();
    statusLine.start(() => unconfigured);
    statusLine.send();
    expect(lines).to.deep.equal(['no zone is configured; edit /etc/default/healthy-dns and reload']);
  });

  it('sends nothing after it was stopped, and leaves no timer', () => {
    const { clock, lines, statusLine } = createWorld();
    statusLine.start(() => unconfigured);
    statusLine.sendSoon();
    statusLine.stop();
    statusLine.send();
    clock.advance(10_000);
    expect([lines, clock.timerCount]).to.deep.equal([[], 0]);
  });
});
