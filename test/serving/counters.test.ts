// Which counter counts what.

import { expect } from 'chai';
import {
  Counter,
  counterOfCode,
  counterOfSize,
  counterOfType,
  sizeBounds,
} from '../../src/serving/counters.ts';

describe('counterOfSize', () => {
  const octets = [1, 12, 64, 65, 128, 129, 512, 513, 1232, 2048, 16_384, 32_769, 65_535];
  for (const count of octets)
    it(`counts ${count} octets in the first bucket that holds them`, () => {
      const bucket = sizeBounds.findIndex((bound) => count <= bound);
      expect(counterOfSize(count) - Counter.sizes).to.equal(bucket);
    });

  it('leaves no counter to two masters', () => {
    const numbers = [
      ...Array.from({ length: 24 }, (_, code) => counterOfCode(code)),
      ...Array.from({ length: 66 }, (_, type) => counterOfType(type)),
      ...[251, 252, 255, 257, 256].map(counterOfType),
      ...sizeBounds.map(counterOfSize),
    ];
    expect(new Set(numbers).size).to.equal(numbers.length);
    expect(Math.min(...numbers)).to.equal(Counter.replies);
    expect(Math.max(...numbers)).to.equal(Counter.tookUdp - 1);
  });

  it('counts types that hardly anybody asks for together', () => {
    for (const type of [66, 250, 253, 254, 256, 258, 65_535])
      expect(counterOfType(type), String(type)).to.equal(Counter.typeOther);
  });
});
