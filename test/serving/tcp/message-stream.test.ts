// Messages out of a stream that is cut anywhere, and what is kept of it meanwhile.

import { expect } from 'chai';
import { MessageStream } from '../../../src/serving/tcp/message-stream.ts';
import { framed } from '../../support/dns/dns-client.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';

function takeAll(stream: MessageStream): Buffer[] {
  const taken: Buffer[] = [];
  for (let message = stream.next(); message !== undefined; message = stream.next()) {
    taken.push(Buffer.from(message));
  }
  return taken;
}

describe('MessageStream', () => {
  it(`gives the messages that went in, however they are cut (TEST_SEED=${testSeed})`, () => {
    const random = createSeededRandom();
    const messages = Array.from({ length: 300 }, (_, i) =>
      Buffer.alloc(random.below(random.pick([3, 40, 5000])), i),
    );
    const octets = Buffer.concat(messages.map(framed));
    const stream = new MessageStream();
    const taken: Buffer[] = [];
    for (let at = 0; at < octets.length; ) {
      const end = Math.min(octets.length, at + 1 + random.below(random.pick([2, 100, 20_000])));
      stream.append(octets.subarray(at, end));
      at = end;
      if (random.below(3) > 0) taken.push(...takeAll(stream));
      if (random.below(2) > 0) stream.release();
    }
    taken.push(...takeAll(stream));
    expect(taken).to.deep.equal(messages);
    expect(stream.octetsWaiting).to.equal(0);
  });

  it('does not write into the chunks that it was given', () => {
    const slab = Buffer.concat([framed(Buffer.from('abcdef')).subarray(0, 4), Buffer.from('untouched')]);
    const stream = new MessageStream();
    stream.append(slab.subarray(0, 4));
    stream.append(Buffer.from('cdef'));
    expect(takeAll(stream)).to.deep.equal([Buffer.from('abcdef')]);
    expect(slab.subarray(4).toString()).to.equal('untouched');
  });

  it('copies a message that drips in a few times, and not once for each octet', () => {
    const message = Buffer.alloc(65_535, 7);
    const stream = new MessageStream();
    const original = Buffer.allocUnsafeSlow;
    let allocated = 0;
    Buffer.allocUnsafeSlow = (size) => {
      allocated += size;
      return original(size);
    };
    try {
      for (const octet of framed(message)) {
        stream.append(Buffer.of(octet));
        stream.release();
      }
    } finally {
      Buffer.allocUnsafeSlow = original;
    }
    expect(stream.next()).to.deep.equal(message);
    expect(allocated).to.be.below(3 * message.length);
  });

  it('reserves no room for a message because a length was claimed', () => {
    const stream = new MessageStream();
    stream.append(Buffer.of(0xff, 0xff, 1));
    stream.release();
    expect(stream.octetsWaiting).to.equal(3);
    expect(stream.hasMessage).to.equal(false);
    stream.clear();
    expect(stream.octetsWaiting).to.equal(0);
  });
});
