// Logged queries as entries of the journal, which must not crowd out what the daemon says.

import { expect } from 'chai';
import { openJournal } from '../../../src/linux/journal.ts';
import { JournalOutput } from '../../../src/query-log/outputs/journal-output.ts';
import { requireLibc } from '../../support/daemon/test-libc.ts';
import { openUnixDatagramReceiver } from '../../support/daemon/unix-datagram-receiver.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { runAfterEach } from '../../support/run-after-each.ts';
import { makeRecord } from '../make-record.ts';
import { createToldOutput } from '../told-output.ts';

describe('JournalOutput', () => {
  const atEnd = runAfterEach();
  let clock: FakeClock;
  let told: ReturnType<typeof createToldOutput>;
  beforeEach(() => {
    clock = new FakeClock();
    told = createToldOutput();
  });

  it('sends an entry with a field for everything, under names of our own', async () => {
    const receiver = await openUnixDatagramReceiver();
    atEnd(() => receiver.close());
    const libc = await requireLibc();
    const output = new JournalOutput({ open: () => openJournal(libc, receiver.path), clock, told });
    atEnd(() => output.close());
    output.take(makeRecord());
    const fields = Object.fromEntries(
      (receiver.texts[0] ?? '')
        .trimEnd()
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    expect(fields['MESSAGE_ID']).to.match(/^[0-9a-f]{32}$/);
    delete fields['MESSAGE_ID'];
    expect(fields).to.deep.equal({
      MESSAGE: 'udp 192.0.2.1 www.example.test. A: NXDOMAIN, 40 octets',
      PRIORITY: '6',
      SYSLOG_IDENTIFIER: 'healthy-dns',
      HEALTHY_DNS_EVENT: 'query',
      HEALTHY_DNS_RECEIVED: '2026-11-22T12:00:00.250Z',
      HEALTHY_DNS_CLIENT: '192.0.2.1',
      HEALTHY_DNS_PORT: '5353',
      HEALTHY_DNS_TRANSPORT: 'udp',
      HEALTHY_DNS_NAME: 'www.example.test.',
      HEALTHY_DNS_TYPE: 'A',
      HEALTHY_DNS_CLASS: 'IN',
      HEALTHY_DNS_FLAGS: 'rd',
      HEALTHY_DNS_QUERY_SIZE: '34',
      HEALTHY_DNS_OUTCOME: 'answered',
      HEALTHY_DNS_CODE: 'NXDOMAIN',
      HEALTHY_DNS_SIZE: '40',
      HEALTHY_DNS_ANSWERS: '0',
    });
    expect(told.counts).to.deep.equal({ written: 1, lost: 0 });
  });

  function openFake(write: () => boolean) {
    const opened: string[] = [];
    const open = () => {
      opened.push('opened');
      return { write, close: () => opened.push('closed') };
    };
    return { output: new JournalOutput({ open, clock, told }), opened };
  }

  it('writes 200 entries a second and counts the rest', () => {
    const { output } = openFake(() => true);
    for (let second = 0; second < 3; second++) {
      for (let i = 0; i < 1000; i++) output.take(makeRecord());
      clock.advance(1000);
    }
    expect(told.counts).to.deep.equal({ written: 600, lost: 2400 });
    expect(told.words).to.deep.equal([]);
  });

  it('counts what a journal that is full for a moment does not take, and says nothing', () => {
    let isFull = true;
    const { output, opened } = openFake(() => !isFull);
    output.take(makeRecord());
    isFull = false;
    output.take(makeRecord());
    expect(told.counts).to.deep.equal({ written: 1, lost: 1 });
    expect([told.words, opened]).to.deep.equal([[], ['opened']]);
  });

  it('opens it again when it takes nothing for a while, says so once, and when it is over', () => {
    let isGone = true;
    const { output, opened } = openFake(() => !isGone);
    for (let second = 0; second < 20; second++) {
      output.take(makeRecord());
      clock.advance(1000);
    }
    expect(told.words).to.deep.equal(['the journal does not accept logged queries']);
    expect(opened.filter((word) => word === 'opened').length).to.be.within(2, 5);
    isGone = false;
    output.take(makeRecord());
    expect(told.words).to.deep.equal(['the journal does not accept logged queries', 'works']);
  });

  it('says that there is none, and looks for one from time to time', () => {
    let looks = 0;
    const open = () => {
      looks++;
      return undefined;
    };
    const output = new JournalOutput({ open, clock, told });
    for (let i = 0; i < 100; i++) output.take(makeRecord());
    expect(looks).to.equal(1);
    clock.advance(5000);
    output.take(makeRecord());
    expect(looks).to.equal(2);
    expect(told.counts.lost).to.equal(101);
    expect(told.words).to.deep.equal(['there is no journal to log queries to']);
  });
});
