// RFC 9077: NSEC and NSEC3: TTLs and Aggressive Use

import { expect } from 'chai';
import { startSignedDaemon } from '../support/daemon/start-signed-daemon.ts';

const type = { A: 1, TXT: 16, NSEC: 47 };

describe('RFC 9077', () => {
  for (const kind of ['nsec', 'nsec3'] as const) {
    for (const [intervalSeconds, minimumSeconds] of [
      ['0.5', 1],
      ['30', 30],
      ['86400', 86_400],
    ] as const) {
      it(`§3: gives ${kind.toUpperCase()} the lesser of SOA MINIMUM and SOA TTL, probing every ${intervalSeconds} s`, async () => {
        const daemon = await startSignedDaemon(kind, {
          names: { www: ['192.0.2.1'], '*.wild': ['192.0.2.2'] },
          flags: { 'test-min-interval': intervalSeconds, ttl: '500' },
        });
        try {
          for (const [name, asked] of [
            ['absent.example.test', type.A],
            ['www.example.test', type.TXT],
            ['x.wild.example.test', type.A],
            ['x.wild.example.test', type.TXT],
          ] as const) {
            const reply = await daemon.ask(name, asked);
            expect(reply.complaints).to.deep.equal([]);
            const authority = reply.walked.records.filter(({ section }) => section === 'authority');
            expect(authority.length).to.be.above(1);
            for (const { ttl } of authority) expect(ttl, name).to.equal(minimumSeconds);
          }
          if (kind === 'nsec') {
            const asked = await daemon.ask('www.example.test', type.NSEC);
            for (const record of asked.walked.records.filter(({ section }) => section === 'answer'))
              expect(record.ttl).to.equal(minimumSeconds);
          }
        } finally {
          await daemon.stop();
        }
      });
    }
  }
});
