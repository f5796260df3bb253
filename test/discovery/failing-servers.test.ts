// Name servers that are dead, slow, unwilling or lying.

import { createSocket } from 'node:dgram';
import { expect } from 'chai';
import { a, aaaa, cname, makeReply, questionEnd, srv, txt } from '../support/dns/make-reply.ts';
import { type Script, zoneScript } from '../support/dns/scripted-name-server.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';
import { until } from '../support/until.ts';
import { findDeadPort } from '../support/worlds/backend.ts';
import { codeOf, discoveryTools, errorOf, placesOf } from '../support/worlds/discovery-world.ts';

const truth = zoneScript([srv('web.test', [1, 2, 80], 'a1.test'), a('a1.test', '192.0.2.1')]);
const silence: Script = () => undefined;
const refusal =
  (code: number): Script =>
  ({ octets }) =>
    makeReply(octets, { code });
const place = ['a1.test 192.0.2.1 80 1 2'];
/** Short, so that waiting for nothing is; long enough for an answer on a busy machine where one is expected. */
const hasty = { timeout: 0.2, tags: false, family: 'ipv4' } as const;
const patient = { timeout: 10, tags: false, family: 'ipv4' } as const;

describe('discoverService with name servers that fail', () => {
  const { serve, open } = discoveryTools();

  it('moves on when nothing listens, and then stays with the server that answered', async () => {
    const dead = { address: `127.0.0.1:${await findDeadPort()}` };
    const server = await serve(truth);
    const discovery = open([dead, server], { ...patient, cacheTtl: 0 });
    expect(placesOf(await discovery.discoverService('web'))).to.deep.equal(place);
    expect(discovery.stats()).to.include({ queries: 3, retries: 1 });
    await discovery.discoverService('web');
    expect(discovery.stats()).to.include({ queries: 5, retries: 1 });
  });

  it('says so when nothing listens anywhere, with the cause', async () => {
    const dead = { address: `127.0.0.1:${await findDeadPort()}` };
    const error = await errorOf(open([dead], { ...patient, maxRetries: 2 }).discoverService('web'));
    expect(error.code).to.equal('SERVER_FAILURE');
    expect(error.message).to.include(`${dead.address} cannot be reached: `);
    expect(error.cause).to.have.property('code', 'ECONNREFUSED');
  });

  it('asks a silent server as often as configured, with a new id each time', async () => {
    const server = await serve(silence);
    const error = await errorOf(open(server, { ...hasty, maxRetries: 3 }).discoverService('web'));
    expect(error.code).to.equal('TIMEOUT');
    expect(error.message).to.equal(`looking up web: no answer in time from ${server.address}`);
    expect(new Set(server.asked.map(({ octets }) => octets.readUInt16BE())).size).to.equal(3);
  });

  it('moves on when a server is silent', async () => {
    const [silent, server] = [await serve(silence), await serve(truth)];
    expect(placesOf(await open([silent, server], patient).discoverService('web'))).to.deep.equal(place);
    expect(silent.asked).to.have.length(1);
  });

  it('accepts the answer of a slow server, although others were asked meanwhile', async () => {
    let late: (() => void) | undefined;
    const slow = await serve((asked, send) => {
      late ??= () => send(truth(asked, send) as Buffer);
      return undefined;
    });
    const silent = await serve(() => {
      late?.();
      return undefined;
    });
    const discovery = open([slow, silent], { ...patient, timeout: 4, maxRetries: 1 });
    void discovery.discoverService('web').catch(() => undefined);
    await until('the answer to the first attempt came after the second was made', () =>
      slow.questions.includes('a1.test A udp'),
    );
    expect(discovery.stats().retries).to.equal(1);
  });

  it('ends attempts that are no longer needed', async () => {
    const [silent, server] = [await serve(silence), await serve(truth)];
    const clock = new FakeClock();
    const call = open([silent, server], patient, { clock }).discoverService('web');
    await until('the first attempt was made', () => silent.asked.length === 1);
    clock.advance(patient.timeout * 1000 * 0.25);
    await call;
    expect(clock.timerCount).to.equal(0);
  });

  const unwilling: readonly (readonly [string, number, string, number])[] = [
    ['SERVFAIL', 2, 'SERVER_FAILURE', 3],
    ['NOTIMP', 4, 'SERVER_FAILURE', 6],
    ['an unknown code', 15, 'SERVER_FAILURE', 3],
    // A refusal is an opinion, and does not change by asking again.
    ['REFUSED', 5, 'REFUSED', 1],
  ];
  for (const [what, code, expected, queries] of unwilling) {
    it(`ends with ${expected} after ${queries} queries that were answered with ${what}`, async () => {
      const server = await serve(refusal(code));
      const error = await errorOf(open(server, patient).discoverService('web'));
      expect(error.code).to.equal(expected);
      expect(error.message).to.include(`${server.address} answered `);
      expect(server.asked).to.have.length(queries);
    });

    it(`asks another server after ${what}`, async () => {
      const servers = [await serve(refusal(code)), await serve(truth)];
      expect(placesOf(await open(servers, patient).discoverService('web'))).to.deep.equal(place);
    });
  }

  it('reports what a server said rather than that another was silent', async () => {
    const servers = [await serve(refusal(2)), await serve(silence)];
    expect(await codeOf(open(servers, hasty).discoverService('web'))).to.equal('SERVER_FAILURE');
  });

  it('ends within the time limit of all attempts together, however slow each step is', async () => {
    // Every answer takes a little less than an attempt may take, and leads on to another question.
    const server = await serve((asked, send) => {
      const next = `n${Number(/\d+/.exec(asked.name)?.[0] ?? 0) + 1}.test`;
      setTimeout(() => send(makeReply(asked.octets, { answers: [cname(asked.name, next)] })), 150);
      return undefined;
    });
    expect(await codeOf(open(server, { ...hasty, maxRetries: 2 }).discoverService('n0'))).to.equal('TIMEOUT');
    expect(server.asked.length).to.be.lessThan(9);
  });

  it('fails when TCP does not work where it is needed', async () => {
    const server = await serve(({ octets, transport }) =>
      transport === 'udp' ? makeReply(octets, { isTruncated: true }) : undefined,
    );
    expect(await codeOf(open(server, hasty).discoverService('web'))).to.equal('TIMEOUT');
    server.answerWith(({ octets }) => makeReply(octets, { isTruncated: true }));
    expect(await codeOf(open(server, patient).discoverService('web')), 'truncated over TCP').to.equal(
      'MALFORMED',
    );
  });

  it('keeps targets whose addresses it finds when those of others cannot be found', async () => {
    const server = await serve((asked, send) => {
      if (asked.name === 'a2.test') return refusal(2)(asked, send);
      return zoneScript([
        ...[srv('web.test', [1, 2, 80], 'a1.test'), srv('web.test', [1, 2, 80], 'a2.test')],
        a('a1.test', '192.0.2.1'),
      ])(asked, send);
    });
    expect(placesOf(await open(server, { ...patient, maxRetries: 1 }).discoverService('web'))).to.deep.equal(
      place,
    );
  });
});

describe('discoverService with name servers that lie', () => {
  const { serve, open } = discoveryTools();
  const lie = makeLie('192.0.2.66');

  /** The true answer with another address in it. */
  function makeLie(address: string) {
    return zoneScript([srv('web.test', [1, 2, 80], 'a1.test'), a('a1.test', address)]);
  }
  const changed =
    (change: (reply: Buffer) => unknown): Script =>
    (asked, send) => {
      const reply = Buffer.from(lie(asked, send) as Buffer);
      change(reply);
      return reply;
    };

  const lies: readonly (readonly [string, Script])[] = [
    ['another id', changed((reply) => reply.writeUInt16BE(reply.readUInt16BE() ^ 0x8001))],
    ['another question', changed((reply) => reply.write('x', 13))],
    ['another type', changed((reply) => reply.writeUInt8(5, questionEnd(reply) - 3))],
    ['no question', changed((reply) => reply.writeUInt16BE(0, 4))],
    ['a query', changed((reply) => reply.writeUInt8(reply.readUInt8(2) & 0x7f, 2))],
    ['an empty datagram', () => Buffer.alloc(0)],
    ['half a header', ({ octets }) => octets.subarray(0, 7)],
    ['noise', changed((reply) => reply.set(reply.map((octet) => octet ^ 0x5a)))],
  ];
  for (const [what, script] of lies) {
    it(`ignores ${what}, and waits for the answer`, async () => {
      const server = await serve((asked, send) => [
        script(asked, send) as Buffer,
        truth(asked, send) as Buffer,
      ]);
      const discovery = open(server, patient);
      expect(placesOf(await discovery.discoverService('web'))).to.deep.equal(place);
      expect(discovery.stats()).to.include({ strayReplies: 2, retries: 0 });
      server.answerWith(script);
      expect(await codeOf(open(server, { ...hasty, maxRetries: 1 }).discoverService('web'))).to.equal(
        'TIMEOUT',
      );
    });
  }

  it('hears nothing from anybody but the server it asked', async () => {
    const stranger = createSocket('udp4');
    await new Promise<void>((resolve) => stranger.bind(0, '127.0.0.1', resolve));
    try {
      const server = await serve((asked, send) => {
        stranger.send(lie(asked, send) as Buffer, asked.port, '127.0.0.1', () =>
          send(truth(asked, send) as Buffer),
        );
        return undefined;
      });
      const discovery = open(server, patient);
      expect(placesOf(await discovery.discoverService('web'))).to.deep.equal(place);
      expect(discovery.stats().strayReplies, 'not even as a stray').to.equal(0);
    } finally {
      stranger.close();
    }
  });

  it('does not accept a guess with the letters of the name in the wrong case', async () => {
    const server = await serve((asked, send) => {
      if (asked.transport === 'tcp') return truth(asked, send);
      const guess = Buffer.from(lie(asked, send) as Buffer);
      guess.writeUInt8(guess.readUInt8(13) ^ 0x20, 13);
      return guess;
    });
    expect(placesOf(await open(server, patient).discoverService('web'))).to.deep.equal(place);
  });

  it('ends with MALFORMED when the right question comes with nonsense behind it', async () => {
    const server = await serve((asked, send) => (truth(asked, send) as Buffer).subarray(0, -3));
    const error = await errorOf(open(server, patient).discoverService('web'));
    expect(error.code).to.equal('MALFORMED');
    expect(error.message).to.match(/the answer from \S+ cannot be read: bad-record at octet \d+/);
  });

  it(`never fails in a way of its own, in 1000 lookups with mutated answers (TEST_SEED=${testSeed})`, async () => {
    const random = createSeededRandom();
    const web = '_http._tcp.web.test';
    const honest = zoneScript(
      [
        ...[srv(web, [1, 2, 80], 'a1.test'), srv(web, [1, 2, 80], 'a2.test'), txt(web, ['x=y'])],
        ...[a('a1.test', '192.0.2.1'), aaaa('a2.test', '2001:db8::2')],
      ],
      { additionals: [a('a1.test', '192.0.2.1')] },
    );
    const server = await serve((asked, send) => {
      const reply = Buffer.from(honest(asked, send) as Buffer);
      if (random.chance(0.05)) return random.octets(random.below(200));
      // Id and question are left alone mostly: what differs there is passed over, and nothing is learnt.
      const from = random.chance(0.05) ? 0 : 12 + asked.name.length + 6;
      for (let left = random.below(4); left > 0 && reply.length > from; left--) {
        reply[from + random.below(reply.length - from)] = random.pick([
          0,
          1,
          0x3f,
          0xc0,
          0xff,
          random.below(256),
        ]);
      }
      for (const at of [6, 7, 8, 9, 10, 11]) if (random.chance(0.02)) reply[at] = random.below(256);
      if (random.chance(0.05)) reply[3] = random.below(16);
      return random.chance(0.05) ? reply.subarray(0, random.below(reply.length)) : reply;
    });
    const seen = new Map<string, number>();
    for (let round = 0; round < 10; round++) {
      const lookups = Array.from({ length: 100 }, async () => {
        // With a client of its own, each call is a lookup.
        const client = open(server, { timeout: 0.3, maxRetries: 1 });
        const outcome = await client.discoverService('_http._tcp.web').then(
          () => 'found',
          (error: unknown) => (error as { code?: string }).code ?? String(error),
        );
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      });
      await Promise.all(lookups);
    }
    const known = ['found', 'NO_SUCH_SERVICE', 'TIMEOUT', 'SERVER_FAILURE', 'MALFORMED', 'REFUSED'];
    expect([...seen.keys()].filter((outcome) => !known.includes(outcome))).to.deep.equal([]);
    expect(seen.get('found'), 'some answers are good').to.be.greaterThan(100);
    expect(seen.get('MALFORMED'), 'and some are not').to.be.greaterThan(100);
    server.answerWith(honest);
    const endpoints = await open(server, patient).discoverService('_http._tcp.web');
    expect(placesOf(endpoints)).to.deep.equal(['a1.test 192.0.2.1 80 1 2']);
  });
});
