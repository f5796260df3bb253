// The datagrams that the service manager gets, octet for octet, and how often it wants to hear from us.

import { expect } from 'chai';
import { createNotifier, isUnderServiceManager, readWatchdogMs } from '../../src/systemd/notifier.ts';

describe('createNotifier', () => {
  let sent: string[];
  const notifier = createNotifier((state) => sent.push(state));

  beforeEach(() => {
    sent = [];
  });

  it('sends the assignments of sd_notify(3)', () => {
    notifier.ready();
    notifier.stopping();
    notifier.watchdog();
    expect(sent).to.deep.equal(['READY=1', 'STOPPING=1', 'WATCHDOG=1']);
  });

  it('keeps a status on one line: a second line would be a variable of its own', () => {
    notifier.status('serving\nREADY=1\nMAINPID=1');
    expect(sent).to.deep.equal(['STATUS=serving READY=1 MAINPID=1']);
  });

  it('sends the time of a reload by the clock that the service manager compares it with', () => {
    const before = process.hrtime.bigint() / 1000n;
    notifier.reloading();
    const after = process.hrtime.bigint() / 1000n;
    const match = /^RELOADING=1\nMONOTONIC_USEC=(\d+)$/.exec(sent[0] ?? '');
    const time = BigInt(match?.[1] ?? 0);
    expect(time >= before && time <= after).to.equal(true);
  });
});

describe('isUnderServiceManager', () => {
  it('is told by NOTIFY_SOCKET', () => {
    expect(isUnderServiceManager({ NOTIFY_SOCKET: '/run/systemd/notify' })).to.equal(true);
    expect(isUnderServiceManager({})).to.equal(false);
  });
});

describe('readWatchdogMs', () => {
  const pid = 4321;

  it('reads microseconds as milliseconds', () => {
    expect(readWatchdogMs({ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '4321' }, pid)).to.equal(30_000);
    expect(readWatchdogMs({ WATCHDOG_USEC: '1000000' }, pid)).to.equal(1000);
  });

  it('is undefined when nobody watches, or another process is watched', () => {
    expect(readWatchdogMs({}, pid)).to.equal(undefined);
    expect(readWatchdogMs({ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '1' }, pid)).to.equal(undefined);
  });

  for (const garbage of ['', '0', '-5', 'soon', 'NaN', 'Infinity']) {
    it(`is nothing for WATCHDOG_USEC="${garbage}"`, () => {
      expect(readWatchdogMs({ WATCHDOG_USEC: garbage }, pid)).to.equal(undefined);
    });
  }
});
