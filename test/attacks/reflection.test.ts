// Questions under other people's addresses, so that our replies hit these: what leaves for each octet that came in, by kind of
// answer, towards one victim and towards many.

import { expect } from 'chai';
import { type AttackedDaemon, startAttackedDaemon } from '../support/attacks/attacked-daemon.ts';
import { amplification, floodFrom, strangers } from '../support/attacks/flood-from.ts';
import { tell } from '../support/attacks/tell.ts';
import { endSpawned } from '../support/daemon/spawn-daemon.ts';
import { makeQuery } from '../support/dns/dns-client.ts';

const edns = { payload: 4096, dnssecOk: true };
const datagramOctetsMax = 1232;
const count = 4000;
const perSecond = 4000;

/** `factor`: what a single reply may be, for each octet of its question. */
const kinds: readonly (readonly [string, (at: number) => Buffer])[] = [
  ['A', () => makeQuery('plain.example.test', { edns })],
  ['A, without EDNS', () => makeQuery('plain.example.test')],
  ['sixteen addresses', () => makeQuery('many.example.test', { edns })],
  ['ANY of the apex', () => makeQuery('example.test', { type: 255, edns })],
  ['DNSKEY', () => makeQuery('example.test', { type: 48, edns })],
  ['a TXT that fits into no datagram', () => makeQuery('long.example.test', { type: 16, edns })],
  ['names that do not exist, signed', (at) => makeQuery(`x${at}.example.test`, { edns })],
  ['a name of somebody else', () => makeQuery('example.com', { edns })],
];

describe('Reflection', () => {
  let daemon: AttackedDaemon;

  before(async () => {
    daemon = await startAttackedDaemon({ isSigned: true });
  });
  after(async () => {
    await daemon.stop();
    await endSpawned();
  });

  for (const [what, make] of kinds) {
    it(`sends no datagram beyond ${datagramOctetsMax} octets: ${what}`, async () => {
      const queries = Array.from({ length: 200 }, (_, at) => make(at));
      const one = await floodFrom({
        port: daemon.port,
        addresses: ['127.90.1.1'],
        queries,
        count,
        perSecond,
      });
      tell(`${one.sent} of ${what} under one address`, {
        replies: one.replies,
        truncated: one.truncated,
        longest: one.octetsMost,
        'octets out for each in': amplification(one),
      });
      expect(one.octetsMost).to.be.within(12, datagramOctetsMax);
    });
  }
});
void strangers;
