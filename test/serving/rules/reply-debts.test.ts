// What networks owe for replies: a clock and keys of the test's own, and memory that never grows.

import { expect } from 'chai';
import { bytesOf } from '../../../src/base/byte-string.ts';
import { encodeSocketAddress } from '../../../src/linux/socket-address.ts';
import { type Client, DatagramClient } from '../../../src/serving/client.ts';
import type { ReplyLimit } from '../../../src/serving/policy.ts';
import { createDebtWords, debtRowWords } from '../../../src/serving/rules/debt-words.ts';
import { burstMs, ReplyDebts, unitsPerMs, windowMs } from '../../../src/serving/rules/reply-debts.ts';
import { addressRdata } from '../../../src/wire/rdata.ts';
import { clientAt } from '../../support/dns/client-at.ts';
import { createSeededRandom } from '../../support/seeded-random.ts';

const seed = 20_261_122;
const usual: ReplyLimit = { perSecond: 200, slip: 2, ipv4Bits: 24, ipv6Bits: 56, exempt: [] };
const wrapMs = 2 ** 32 / unitsPerMs;

function drawWords(): SharedArrayBuffer {
  const random = createSeededRandom(seed);
  return createDebtWords((keys) => {
    for (const at of keys.keys()) keys[at] = random.below(2 ** 32);
  });
}

function openDebts(words = drawWords(), limit = usual): ReplyDebts {
  const debts = new ReplyDebts(words);
  debts.apply(limit);
  debts.tick(0);
  return debts;
}

/** Of so many small replies, how many are within the limit. */
function count(debts: ReplyDebts, client: Client, replies: number, kind = 1, cost = 1): number {
  let within = 0;
  for (let i = 0; i < replies; i++) if (!debts.charge(client, kind, cost)) within++;
  return within;
}

/** In a test's own memory, filled anew for each network. */
function movingClient(): Client & { set(network: number): Client } {
  const octets = new Uint8Array(4);
  return {
    transport: 'udp',
    family: 4,
    port: 53,
    octets,
    addressAt: 0,
    set(network) {
      new DataView(octets.buffer).setUint32(0, network << 8);
      return this;
    },
  };
}

const client = clientAt('198.51.100.7');
const other = clientAt('192.0.2.7');

describe('ReplyDebts', () => {
  it('lets a second of replies through at once, and then no more', () => {
    expect(count(openDebts(), client, 1000)).to.equal(200);
  });

  it('lets through whatever stays at the limit', () => {
    const debts = openDebts();
    let within = 0;
    for (let ms = 0; ms < 60_000; ms += 5) {
      debts.tick(ms);
      within += count(debts, client, 1);
    }
    expect(within).to.equal(12_000);
  });

  it('lets nothing whole through while a flood goes on', () => {
    const debts = openDebts();
    let within = 0;
    for (let ms = 0; ms < 60_000; ms++) {
      debts.tick(ms);
      within += count(debts, client, 1);
    }
    // What a second pays for, and what the flood itself takes to come.
    expect(within).to.be.within(200, 250);
  });

  it('forgets a flood after the window and a burst', () => {
    const debts = openDebts();
    count(debts, client, 10_000);
    debts.tick(windowMs - 1);
    expect(count(debts, client, 1)).to.equal(0);
    debts.tick(burstMs + windowMs + 10);
    expect(count(debts, client, 1000)).to.equal(200);
  });

  it('counts a long reply for several', () => {
    expect(count(openDebts(), client, 1000, 1, 3)).to.equal(67);
  });

  it('charges a reply beyond the limit for no more than what leaves', () => {
    const debts = openDebts();
    count(debts, client, 200);
    count(debts, client, 100, 1, 3);
    debts.tick(501);
    expect(count(debts, client, 1)).to.equal(1);
  });

  it('always lets the first reply through, at one a second too', () => {
    expect(count(openDebts(drawWords(), { ...usual, perSecond: 1 }), client, 10, 1, 3)).to.equal(1);
  });

  it('knows kinds of replies apart', () => {
    const debts = openDebts();
    count(debts, client, 1000, 1);
    expect(count(debts, client, 1000, 2)).to.equal(200);
  });

  const sameNetwork: [string, string, string, Partial<ReplyLimit>, boolean][] = [
    ['an IPv4 /24', '198.51.100.7', '198.51.100.250', {}, true],
    ['two IPv4 /24', '198.51.100.7', '198.51.101.7', {}, false],
    ['an IPv4 /16', '198.51.100.7', '198.51.3.7', { ipv4Bits: 16 }, true],
    ['two IPv4 /32', '198.51.100.7', '198.51.100.8', { ipv4Bits: 32 }, false],
    ['an IPv4 /1', '198.51.100.7', '128.0.0.1', { ipv4Bits: 1 }, true],
    ['an IPv6 /56', '2001:db8:0:1::1', '2001:db8:0:ff:ffff::', {}, true],
    ['two IPv6 /56', '2001:db8:0:1::1', '2001:db8:0:100::1', {}, false],
    ['an IPv6 /64', '2001:db8:0:1::1', '2001:db8:0:1:8000::', { ipv6Bits: 64 }, true],
    ['two IPv6 /64', '2001:db8:0:1::1', '2001:db8:0:2::1', { ipv6Bits: 64 }, false],
    ['an IPv6 /32', '2001:db8:0:1::1', '2001:db8:ffff::1', { ipv6Bits: 32 }, true],
    ['two IPv6 /32', '2001:db8:0:1::1', '2001:db9:0:1::1', { ipv6Bits: 32 }, false],
    ['IPv4 and IPv6 of the same octets', '32.1.13.0', '2001:d00::', { ipv6Bits: 24 }, false],
  ];
  for (const [what, first, second, limit, areOne] of sameNetwork)
    it(`takes ${what} for ${areOne ? 'one network' : 'different ones'}`, () => {
      const debts = openDebts(drawWords(), { ...usual, ...limit });
      count(debts, clientAt(first), 1000);
      expect(count(debts, clientAt(second), 1000)).to.equal(areOne ? 0 : 200);
    });

  it('takes an IPv4 client of a socket for both families for the same network', () => {
    const debts = openDebts();
    const mapped = { octets: bytesOf(addressRdata({ family: 6, text: '::ffff:198.51.100.9' })), port: 53 };
    const datagram = new DatagramClient(encodeSocketAddress(mapped));
    expect(count(debts, datagram, 1000)).to.equal(200);
    expect(count(debts, client, 1000)).to.equal(0);
  });

  it('does not take what a network owed for a debt of a shorter prefix', () => {
    const debts = openDebts();
    // Its own network address: the prefix of 16 bits has the same octets.
    count(debts, clientAt('198.51.0.1'), 1000);
    debts.apply({ ...usual, ipv4Bits: 16 });
    expect(count(debts, clientAt('198.51.9.1'), 1000)).to.equal(200);
  });

  it('takes another limit from the next reply on', () => {
    const debts = openDebts();
    debts.apply({ ...usual, perSecond: 20 });
    expect(count(debts, client, 1000)).to.equal(20);
  });

  it('shares its memory with other threads', () => {
    const words = drawWords();
    const threads = [openDebts(words), openDebts(words), openDebts(words)];
    let within = 0;
    for (let i = 0; i < 200; i++) for (const debts of threads) within += count(debts, client, 1);
    expect(within).to.equal(200);
  });

  for (const [what, startMs] of [
    ['half a wrap of the clock', wrapMs / 2 - 3000],
    ['a whole wrap of the clock', wrapMs - 3000],
    ['a hundred days', 8_640_000_000],
  ] as const)
    it(`limits as ever around ${what}`, () => {
      const debts = openDebts();
      let within = 0;
      for (let ms = 0; ms < 6000; ms++) {
        debts.tick(startMs + ms);
        within += count(debts, client, 1);
      }
      expect(within).to.be.within(200, 250);
    });

  for (const ageMs of [wrapMs / 2, wrapMs - 1, wrapMs, wrapMs + 3000, 3 * wrapMs - 1000])
    it(`takes a debt of ${Math.round(ageMs)} ms ago for none`, () => {
      const debts = openDebts();
      debts.tick(1000);
      count(debts, client, 10_000);
      debts.tick(1000 + ageMs);
      expect(count(debts, client, 1000)).to.equal(200);
    });

  for (const upMs of [0, 3000, wrapMs / 2, wrapMs - 3000, wrapMs, wrapMs + 3000, 2 * wrapMs - 1])
    it(`begins without debts on a machine that has been up for ${Math.round(upMs)} ms`, () => {
      const debts = new ReplyDebts(drawWords());
      debts.apply(usual);
      debts.tick(upMs);
      expect(count(debts, client, 1000)).to.equal(200);
    });

  it('pardons everybody once an hour, which is worth a burst', () => {
    const debts = openDebts();
    let within = 0;
    for (let ms = 0; ms < 2 * 3_600_000; ms += 4) {
      debts.tick(ms);
      within += count(debts, client, 1);
    }
    expect(within).to.be.below(5 * 1000);
  });

  describe('under attack', () => {
    it('answers a bystander whatever a flood from a million networks does', () => {
      const words = drawWords();
      const { byteLength } = words;
      const debts = openDebts(words);
      const moving = movingClient();
      const random = createSeededRandom(seed);
      let limited = 0;
      // A million a second, all of long replies: 46 of them for each word.
      for (let i = 0; i < 1_000_000; i++) {
        if (i % 1000 === 0) debts.tick(i / 1000);
        if (debts.charge(moving.set(random.below(2 ** 24)), 3, 3)) limited++;
      }
      for (let i = 0; i < 10_000; i++) if (debts.charge(moving.set(random.below(2 ** 24)), 3, 1)) limited++;
      expect(limited).to.equal(0);
      expect(words.byteLength).to.equal(byteLength);
    });

    /** Of as many bystanders, how many are limited while as many others are. */
    function countHit(heavyCount: number, bystanderCount: number): number {
      const debts = openDebts();
      const moving = movingClient();
      for (let heavy = 0; heavy < heavyCount; heavy++) count(debts, moving.set(heavy), 250);
      let hit = 0;
      for (let i = 0; i < bystanderCount; i++) if (debts.charge(moving.set(2 ** 23 + i), 1, 1)) hit++;
      return hit;
    }

    it('answers a hundred thousand bystanders beside a thousand heavy networks', () => {
      // (1,000 / 65,536) ^ 4 = 5.4e-8 for each: 0.005 of them.
      expect(countHit(1000, 100_000)).to.equal(0);
    });

    it('limits as many bystanders beside ten thousand of them as four independent rows would', () => {
      const heavyCount = 10_000;
      const bystanderCount = 200_000;
      const shareOfRow = 1 - (1 - 1 / debtRowWords) ** heavyCount;
      const expected = bystanderCount * shareOfRow ** 4;
      expect(expected).to.be.within(70, 90);
      // Three times the standard deviation of a Poisson distribution.
      expect(countHit(heavyCount, bystanderCount)).to.be.within(expected - 27, expected + 27);
    });
  });

  it('says whom it charged', () => {
    const debts = openDebts();
    debts.charge(other, 1, 1);
    expect([debts.first >>> 0, debts.second]).to.deep.equal([0xc0000200, 0]);
    debts.charge(clientAt('2001:db8:1:2ff::1'), 1, 1);
    expect([debts.first >>> 0, debts.second]).to.deep.equal([0x20010db8, 0x00010200]);
  });
});
