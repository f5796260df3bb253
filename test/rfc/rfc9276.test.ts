// RFC 9276: Guidance for NSEC3 Parameter Settings

import { expect } from 'chai';
import { datasOf, type SignedDaemon, startSignedDaemon } from '../support/daemon/start-signed-daemon.ts';

const type = { A: 1, TXT: 16, NSEC3: 50, NSEC3PARAM: 51 };

describe('RFC 9276', () => {
  let daemon: SignedDaemon;
  before(async () => {
    daemon = await startSignedDaemon('nsec3', { names: { www: ['192.0.2.1'], '*.wild': ['192.0.2.2'] } });
  });
  after(() => daemon.stop());

  it('§3.1: hashes with SHA-1 once, without salt and without opt-out', async () => {
    let seen = 0;
    for (const [name, asked] of [
      ['absent', type.A],
      ['www', type.TXT],
      ['x.wild', type.A],
      ['x.wild', type.TXT],
    ] as const) {
      const reply = await daemon.ask(`${name}.example.test`, asked);
      for (const data of datasOf(reply, 'authority', type.NSEC3)) {
        // Algorithm 1, flags 0, 0 iterations, a salt of 0 octets, a hash of 20.
        expect(data.subarray(0, 6).toString('hex')).to.equal('010000000014');
        seen++;
      }
    }
    expect(seen).to.be.above(5);
  });

  it('§3.1: says so in NSEC3PARAM', async () => {
    const reply = await daemon.ask('example.test', type.NSEC3PARAM);
    const [data, ...others] = datasOf(reply, 'answer', type.NSEC3PARAM);
    expect([data?.toString('hex'), others.length]).to.deep.equal(['0100000000', 0]);
  });

  it('§3.1: uses NSEC by default', async () => {
    const plain = await startSignedDaemon('nsec');
    try {
      expect((await plain.ask('example.test', type.NSEC3PARAM)).answers).to.have.lengthOf(0);
      const reply = await plain.ask('absent.example.test', type.A);
      expect(datasOf(reply, 'authority', 47).length).to.be.above(0);
      expect(datasOf(reply, 'authority', type.NSEC3)).to.have.lengthOf(0);
    } finally {
      await plain.stop();
    }
  });
});
