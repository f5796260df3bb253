// Messages of dnstap octet by octet, where the reader that is installed knows too little of them.

import { expect } from 'chai';
import { DnstapMessages } from '../../../src/query-log/dnstap/dnstap-message.ts';
import { makeRecord, someMs } from '../make-record.ts';

const source = { identity: Buffer.from('a'), version: Buffer.from('b') };

function write(record: ReturnType<typeof makeRecord>): string[] {
  const written: string[] = [];
  new DnstapMessages(source).write(record, (message) => written.push(Buffer.from(message).toString('hex')));
  return written;
}

describe('DnstapMessages', () => {
  const short = { query: Uint8Array.of(1, 2, 0), queryOctets: 3, reply: Uint8Array.of(3), replyOctets: 1 };

  for (const [transport, protocol] of [
    ['udp', '01'],
    ['tcp', '02'],
    ['tls', '03'],
  ] as const)
    it(`calls ${transport} ${protocol}`, () => {
      const [query] = write(makeRecord({ ...short, transport }));
      expect(query).to.match(new RegExp(`^0a016112016272..0801100118${protocol}`));
    });

  it('has times to the nanosecond, and the response also that of the query', () => {
    const [query, response] = write(makeRecord({ ...short, receivedMs: someMs, repliedMs: someMs + 0.5 }));
    // 1,795,348,800 seconds.
    for (const message of [query, response]) expect(message).to.include('40c0b28bd806');
    // 250,000,000 and 250,500,000.
    expect(query).to.include('4d80b2e60e');
    expect(response).to.include('4d80b2e60e').and.to.include('6da053ee0e');
  });

  it('says nothing of a client that is not logged', () => {
    const [query] = write(makeRecord({ ...short, client: new Uint8Array(), port: 0 }));
    expect(query).to.match(/^0a016112016272..0801180140/);
  });
});
