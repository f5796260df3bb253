// RFC 6891: Extension Mechanisms for DNS (EDNS(0)): how much a client can take, and how much we send

import { expect } from 'chai';
import { startTestDaemon, type TestDaemon } from '../support/daemon/start-test-daemon.ts';
import { kindOf, queryStrictly } from '../support/dns/ask-strictly.ts';
import { manyIpv4 } from '../support/worlds/many-addresses.ts';

describe('RFC 6891: sizes', () => {
  let server: TestDaemon;
  before(async () => {
    server = await startTestDaemon({
      // With OPT: 523 octets; 1232, which is the most that we send over UDP; one more than that.
      names: { w: manyIpv4(30), abcdef: manyIpv4(74), abcdefg: manyIpv4(74), small: ['192.0.2.1'] },
    });
  });
  after(() => server.stop());

  for (const payload of [0, 1, 12, 511, 512]) {
    it(`§6.2.3: treats a payload size of ${payload} as 512`, async () => {
      const reply = await queryStrictly('udp', server.port, 'w.example.test', { edns: { payload } });
      // 512 octets hold the answer, but not together with OPT.
      expect(reply.isTruncated).to.equal(true);
      const small = await queryStrictly('udp', server.port, 'small.example.test', { edns: { payload } });
      expect(kindOf(small)).to.equal('data');
    });
  }

  it('§6.2.3: uses the size that the client announces, to the octet', async () => {
    for (const [payload, isTruncated] of [
      [522, true],
      [523, false],
      [524, false],
    ] as const) {
      const reply = await queryStrictly('udp', server.port, 'w.example.test', { edns: { payload } });
      expect(reply.isTruncated, String(payload)).to.equal(isTruncated);
      expect(reply.octets.length).to.equal(isTruncated ? 12 + 20 + 11 : 523);
    }
  });

  it('§6.2.5: sends no more than 1232 octets, whatever the client announces', async () => {
    for (const payload of [1232, 1233, 1500, 4096, 65535]) {
      const edns = { payload };
      const most = await queryStrictly('udp', server.port, 'abcdef.example.test', { edns });
      expect([most.octets.length, most.isTruncated]).to.deep.equal([1232, false]);
      const more = await queryStrictly('udp', server.port, 'abcdefg.example.test', { edns });
      expect([more.answers.length, more.isTruncated]).to.deep.equal([0, true]);
    }
  });

  it('§6.2.3: keeps OPT in a truncated reply', async () => {
    const edns = { payload: 600, dnssecOk: true };
    const reply = await queryStrictly('udp', server.port, 'abcdef.example.test', { edns });
    expect(reply.isTruncated).to.equal(true);
    expect(reply.edns).to.deep.equal({ payload: 1232, version: 0, dnssecOk: true });
  });

  it('§6.2.3: ignores the payload size over TCP', async () => {
    for (const payload of [0, 512, 1232]) {
      const reply = await queryStrictly('tcp', server.port, 'abcdefg.example.test', { edns: { payload } });
      expect(reply.answers).to.have.lengthOf(74);
    }
  });
});
