// Questions under other people's addresses, so that our replies hit these: what leaves for each octet that came in, by kind of
// answer, towards one network and towards many, and that nobody else is worse served for it.

import { expect } from 'chai';
import { type AttackedDaemon, startAttackedDaemon } from '../support/attacks/attacked-daemon.ts';
import { amplification, type FloodResult, floodFrom, strangers } from '../support/attacks/flood-from.ts';
import { neighbours } from '../support/attacks/tcp-crowd.ts';
import { tell } from '../support/attacks/tell.ts';
import { endSpawned } from '../support/daemon/spawn-daemon.ts';
import { askTcp, askUdp, makeQuery } from '../support/dns/dns-client.ts';
import { cookieOption, cookiesIn } from '../support/dns/plain-cookie.ts';
import { expectAddresses, startSteadyQueries } from '../support/dns/steady-queries.ts';

const edns = { payload: 4096, dnssecOk: true };
const datagramOctetsMax = 1232;
const count = 5000;
const perSecond = 5000;
/** The default of --rrl. */
const rate = 200;
const clientCookie = '2464c4abcf10c957';

const kinds: readonly (readonly [string, (at: number) => Buffer])[] = [
  ['A', () => makeQuery('plain.example.test', { edns })],
  ['A, without EDNS', () => makeQuery('plain.example.test')],
  ['sixteen addresses', () => makeQuery('many.example.test', { edns })],
  ['ANY of the apex', () => makeQuery('example.test', { type: 255, edns })],
  ['DNSKEY', () => makeQuery('example.test', { type: 48, edns })],
  ['a TXT that fits into no datagram', () => makeQuery('long.example.test', { type: 16, edns })],
  ['names that do not exist, signed', (at) => makeQuery(`x${at}.example.test`, { edns })],
  ['a referral', (at) => makeQuery(`x${at}.child.example.test`, { edns })],
  ['a name of somebody else', () => makeQuery('example.com', { edns })],
];

describe('Reflection', () => {
  let daemon: AttackedDaemon;
  /** For each test networks of its own, that owe nothing. */
  let network = 0;
  const nextNetwork = () => `127.90.${network++}`;

  before(async () => {
    daemon = await startAttackedDaemon({
      isSigned: true,
      names: { child: { records: { NS: 'ns.elsewhere.test.' } } },
    });
  });
  after(async () => {
    await daemon?.stop();
    await endSpawned();
  });

  function flood(addresses: readonly string[], make: (at: number) => Buffer) {
    const queries = Array.from({ length: 200 }, (_, at) => make(at));
    return floodFrom({ port: daemon.port, addresses, queries, count, perSecond });
  }

  for (const [what, make] of kinds) {
    it(`costs a victim little more than it cost the attacker: ${what}`, async () => {
      const result = await flood([`${nextNetwork()}.1`], make);
      tellOf(what, result);
      expectLimited(result);
    });
  }

  it('is counted by network: 250 addresses of one get as much as one', async () => {
    const result = await flood(neighbours(nextNetwork()), () => makeQuery('many.example.test', { edns }));
    tellOf('250 addresses of one /24', result);
    expectLimited(result);
  });

  it('leaves everybody else alone, who asks for the same', async () => {
    const others = startSteadyQueries({
      port: daemon.port,
      name: 'plain.example.test',
      everyMs: 20,
      findFault: expectAddresses('192.0.2.1'),
    });
    const victim = flood([`${nextNetwork()}.1`], () => makeQuery('plain.example.test', { edns }));
    // Each below the limit: resolvers of the world, or victims that notice nothing.
    const many = await flood(strangers(200), () => makeQuery('plain.example.test', { edns }));
    tellOf('200 networks with 25 questions a second each', many);
    await victim;
    expect(await others.stop()).to.deep.include({ lost: 0, wrong: [] });
    expect(many.replies - many.truncated).to.equal(many.sent);
  });

  it('does not touch who shows a valid cookie, in the network that is flooded', async () => {
    const address = `${nextNetwork()}.1`;
    const make = (shown: string) => withCookie('many.example.test', shown);
    const [cookie = ''] = cookiesIn(await learn(daemon.port, make(clientCookie), address));
    expect(cookie).to.have.length(48);
    const [attack, honest] = await Promise.all([
      flood([address], () => make(clientCookie)),
      // So slowly that nothing is lost on its own side.
      floodFrom({
        port: daemon.port,
        addresses: [address],
        queries: [make(cookie)],
        count: 1000,
        perSecond: 500,
      }),
    ]);
    tellOf('spoofed with a cookie of the client alone', attack);
    tellOf('honest with both cookies', honest);
    expectLimited(attack);
    expect(honest.replies - honest.truncated).to.equal(honest.sent);
  });

  it('sends a client without cookie to TCP, in the network that is flooded', async () => {
    const address = `${nextNetwork()}.1`;
    let isOver = false;
    const attack = flood([address], () => makeQuery('many.example.test', { edns })).then(() => {
      isOver = true;
    });
    const tries: number[] = [];
    while (!isOver) {
      const asked = await askPatiently(daemon.port, makeQuery('many.example.test', { edns }), address);
      expect(asked.answers).to.be.above(15);
      tries.push(asked.tries);
    }
    await attack;
    tell(`${tries.length} questions of an honest client meanwhile`, {
      'tries on average': tries.reduce((sum, count) => sum + count, 0) / tries.length,
      'at most': Math.max(...tries),
    });
  });
});

describe('Reflection, where long replies need a cookie', () => {
  let daemon: AttackedDaemon;
  before(async () => {
    const variables = { HEALTHY_DNS_REQUIRE_COOKIE_ABOVE: '100', HEALTHY_DNS_RRL: 'off' };
    daemon = await startAttackedDaemon({ isSigned: true, variables });
  });
  after(async () => {
    await daemon?.stop();
    await endSpawned();
  });

  for (const [what, shown, factorMax] of [
    ['without cookie', '', 1.1],
    // Its reply has a cookie for the client to come back with.
    ['with a cookie of the client alone', clientCookie, 1.4],
    ['with a cookie that somebody made up', `${clientCookie}0100000000000000ffffffffffffffff`, 1.1],
  ] as const) {
    it(`sends nothing long to who asks ${what}, however many ask`, async () => {
      const query = withCookie('many.example.test', shown);
      const addresses = strangers(50);
      const result = await floodFrom({ port: daemon.port, addresses, queries: [query], count, perSecond });
      tellOf(`sixteen addresses, ${what}`, result);
      expect(amplification(result)).to.be.at.most(factorMax);
    });
  }

  it('answers who shows a valid one', async () => {
    const address = '127.91.0.1';
    const [cookie = ''] = cookiesIn(
      await learn(daemon.port, withCookie('many.example.test', clientCookie), address),
    );
    const queries = [withCookie('many.example.test', cookie)];
    const result = await floodFrom({
      port: daemon.port,
      addresses: [address],
      queries,
      count: 500,
      perSecond,
    });
    expect([result.replies, result.truncated]).to.deep.equal([500, 0]);
    expect(result.octetsMost).to.be.above(256);
  });
});

function withCookie(name: string, shown: string): Buffer {
  const options = shown === '' ? [] : ([[cookieOption, Buffer.from(shown, 'hex')]] as const);
  return makeQuery(name, { edns: { ...edns, options } });
}

async function learn(port: number, query: Uint8Array, from: string): Promise<Buffer> {
  const reply = await askUdp(port, query, { from });
  if (reply === undefined) throw new Error('there was no reply');
  return reply;
}

/** Again when nothing comes, over TCP when it is told to. */
async function askPatiently(
  port: number,
  query: Uint8Array,
  from: string,
): Promise<{ readonly tries: number; readonly answers: number }> {
  for (let tries = 1; ; tries++) {
    const reply = await askUdp(port, query, { from, withinMs: 200 });
    if (reply === undefined) continue;
    const isTruncated = (reply.readUInt8(2) & 0x02) !== 0;
    const whole = isTruncated ? await askTcp(port, query) : reply;
    return { tries, answers: whole?.readUInt16BE(6) ?? 0 };
  }
}

/** Within the limit whole replies, beyond it every other question gets one that is no longer. */
function expectLimited(result: FloodResult): void {
  const { sent, octetsSent, octetsReceived, octetsMost, seconds } = result;
  expect(octetsMost).to.be.within(12, datagramOctetsMax);
  // A second at once, and one that the flood may have taken longer than it says.
  const whole = Math.min(sent, rate * (seconds + 2)) * octetsMost;
  expect(octetsReceived).to.be.at.most(whole + 0.6 * octetsSent);
}

function tellOf(what: string, result: FloodResult): void {
  tell(`${result.sent} questions in ${result.seconds.toFixed(1)} s, ${what}`, {
    replies: result.replies,
    'of which with TC': result.truncated,
    longest: result.octetsMost,
    'octets out for each in': amplification(result),
  });
}
