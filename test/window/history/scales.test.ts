// Durations in one octet.

import { expect } from 'chai';
import {
  downToOctet,
  latencyToOctet,
  octetToDown,
  octetToLatency,
} from '../../../src/window/history/scales.ts';

describe('scales', () => {
  it('keeps a latency to 3 %, from 0.1 ms to a minute', () => {
    for (let ms = 0.1; ms <= 60_000; ms *= 1.07) {
      const read = octetToLatency(latencyToOctet(ms)) ?? 0;
      expect(Math.abs(read - ms) / ms, `${ms} ms`).to.be.below(0.03);
    }
  });

  it('keeps what is beyond within an octet', () => {
    expect(octetToLatency(latencyToOctet(0))).to.equal(0.1);
    expect(octetToLatency(latencyToOctet(1e9))).to.equal(60_000);
  });

  it('keeps seconds down exactly for a minute, and to 2 % beyond', () => {
    for (let seconds = 0; seconds <= 3600; seconds++) {
      const read = octetToDown(downToOctet(seconds)) ?? -1;
      if (seconds <= 60) expect(read).to.equal(seconds);
      else expect(Math.abs(read - seconds) / seconds, `${seconds} s`).to.be.below(0.02);
    }
  });

  it('knows nothing of 0', () => {
    expect(octetToLatency(0)).to.equal(undefined);
    expect(octetToDown(0)).to.equal(undefined);
  });

  it('grows with its octet', () => {
    for (let octet = 2; octet < 256; octet++) {
      expect(octetToLatency(octet)).to.be.above(octetToLatency(octet - 1) ?? 0);
      expect(octetToDown(octet)).to.be.above(octetToDown(octet - 1) ?? 0);
    }
  });
});
