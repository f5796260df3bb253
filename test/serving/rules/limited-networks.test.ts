// Whom the log names when replies are limited.

import { expect } from 'chai';
import { createLimitedWords, LimitedNetworks } from '../../../src/serving/rules/limited-networks.ts';
import { printIpPrefix } from '../../../src/wire/ip-prefix.ts';
import { createSeededRandom } from '../../support/seeded-random.ts';

const victim = 0xc6336400 | 0;

function open(words = createLimitedWords()): LimitedNetworks {
  return new LimitedNetworks(words);
}

function print(networks: LimitedNetworks): string[] {
  return networks.take().map(({ prefix, share }) => `${printIpPrefix(prefix)} ${share.toFixed(2)}`);
}

describe('LimitedNetworks', () => {
  it('tells nothing when there was nothing', () => {
    expect(print(open())).to.deep.equal([]);
  });

  it('tells networks of both families, the worst first', () => {
    const networks = open();
    networks.note(victim, 0, 4, 24);
    for (let i = 0; i < 3; i++) networks.note(0x20010db8, 0x00010200, 6, 56);
    expect(print(networks)).to.deep.equal(['2001:db8:1:200::/56 0.75', '198.51.100.0/24 0.25']);
  });

  it('forgets what it has told', () => {
    const networks = open();
    networks.note(victim, 0, 4, 24);
    print(networks);
    expect(print(networks)).to.deep.equal([]);
  });

  it('knows the same octets with another length, or of another family, for another network', () => {
    const networks = open();
    networks.note(victim, 0, 4, 24);
    networks.note(victim, 0, 4, 23);
    networks.note(victim, 0, 6, 24);
    expect(print(networks)).to.have.lengthOf(3);
  });

  it('finds who has a sixth of a flood among a hundred thousand others', () => {
    const networks = open();
    const random = createSeededRandom();
    for (let i = 0; i < 600_000; i++) {
      const isVictim = random.chance(1 / 6);
      networks.note(isVictim ? victim : random.below(100_000) << 8, 0, 4, 24);
    }
    const [first] = networks.take();
    expect(first && printIpPrefix(first.prefix)).to.equal('198.51.100.0/24');
    // Never more than it was.
    expect(first?.share).to.be.within(0.1, 0.17);
  });

  it('sees what another thread has noted', () => {
    const words = createLimitedWords();
    open(words).note(victim, 0, 4, 24);
    expect(print(open(words))).to.deep.equal(['198.51.100.0/24 1.00']);
  });

  it('neither notes nor waits for ever while another thread is at it', () => {
    const words = createLimitedWords();
    const networks = open(words);
    Atomics.store(new Int32Array(words), 0, 1);
    networks.note(victim, 0, 4, 24);
    expect(print(networks)).to.deep.equal([]);
    Atomics.store(new Int32Array(words), 0, 0);
    expect(print(networks)).to.deep.equal([]);
  });
});
