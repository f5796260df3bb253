// Packets with something wrong while the desk is open: the data plane leaves them, an attendant answers them, and what comes
// back keeps the rules of every reply. Nothing unsigned passes for signed, and nothing has an effect without a signature.

import { expect } from 'chai';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { createAttendant } from '../../src/attending/attendant.ts';
import { OrdinaryAnswers } from '../../src/attending/ordinary-answers.ts';
import type { Request } from '../../src/attending/request.ts';
import { SignatureLog } from '../../src/attending/signature-log.ts';
import { StrangerLimit } from '../../src/attending/stranger-limit.ts';
import { decideAllHealthy } from '../../src/health/deciding/decide.ts';
import { buildZones } from '../../src/publishing/build-zones.ts';
import { createAnswerer } from '../../src/serving/answering/answer-query.ts';
import { uncounted } from '../../src/serving/answering/own-question.ts';
import { createOwnClient } from '../../src/serving/client.ts';
import { CounterTable } from '../../src/serving/counters.ts';
import { Desk } from '../../src/serving/desk.ts';
import { hasReply } from '../../src/serving/query-outcome.ts';
import { Rules } from '../../src/serving/rules/rules.ts';
import { signRequest } from '../../src/tsig/sign-request.ts';
import { makeQuery } from '../support/dns/dns-client.ts';
import { fuzzAnswerer, type MakeAnswerer } from '../support/dns/fuzz-answerer.ts';
import { configureFuzzedZone } from '../support/dns/fuzzed-zone.ts';
import { makeTsigKey, ringOf } from '../support/dns/make-tsig-key.ts';
import { createPacketSource } from '../support/dns/mutate-packet.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { createRecordingLogger } from '../support/recording-logger.ts';
import { createSeededRandom, testSeed } from '../support/seeded-random.ts';

const key = makeTsigKey();
const packetCount = 30_000;

describe(`an open desk, fuzzed (TEST_SEED=${testSeed})`, () => {
  const snapshot = new Snapshot();
  snapshot.replace(buildZones(configureFuzzedZone(), decideAllHealthy, 1));
  const clock = new FakeClock();

  /** The data plane and the desk as one, and what was asked of those who transfer and update. */
  function openDesk() {
    const { logger } = createRecordingLogger();
    const asked: Request[] = [];
    let handedOver = 0;
    const ordinary = new OrdinaryAnswers(snapshot, new Rules());
    const answerRequest = (request: Request) => {
      asked.push(request);
      return ordinary.sayCode(request.message, 5);
    };
    const attendant = createAttendant({
      keys: ringOf(key),
      clock,
      logger: { ...logger, debug: () => undefined, info: () => undefined },
      ordinary,
      signatures: new SignatureLog({
        clock,
        logger: { ...logger, debug: () => undefined, info: () => undefined },
      }),
      strangers: new StrangerLimit(new Rules(), uncounted()),
      answerers: { transfer: answerRequest, update: answerRequest },
    });
    const makeAnswerer: MakeAnswerer = (transport) => {
      const counters = new CounterTable().addRow();
      const desk = new Desk(counters, clock);
      desk.open(attendant);
      const answer = createAnswerer(counters, { desk: desk.words });
      const client = createOwnClient(transport);
      return (image, packet, length, octets) => {
        const reply = { octets, length: 0 };
        const outcome = answer(image, client, packet, length, reply);
        if (outcome !== 'for an attendant') return hasReply(outcome) ? reply.length : 0;
        handedOver++;
        const attended = desk.attend(client, new Uint8Array(packet.subarray(0, length)));
        if (!(attended instanceof Uint8Array)) throw new Error('no reply at once');
        octets.set(attended);
        return attended.length;
      };
    };
    return { makeAnswerer, asked, handedOver: () => handedOver };
  }

  it(`never throws, never replies wrongly, and goes on answering, in ${packetCount} packets`, () => {
    const { makeAnswerer, asked, handedOver } = openDesk();
    const random = createSeededRandom();
    fuzzAnswerer({
      image: snapshot.image,
      makeAnswerer,
      random,
      nextPacket: createPacketSource(random),
      packetCount,
    });
    expect(handedOver()).to.be.above(packetCount / 20);
    expect(asked.length).to.be.above(packetCount / 100);
    for (const { peer } of asked) expect(peer.key).to.equal(undefined);
  });

  it(`takes nothing for signed that was changed after it was signed, in ${packetCount} packets`, () => {
    const { makeAnswerer, asked } = openDesk();
    const random = createSeededRandom();
    const queries = [
      makeQuery('example.test', { opcode: 5, type: 6 }),
      makeQuery('example.test', { type: 252 }),
      makeQuery('example.test', { type: 251, edns: {} }),
    ];
    const signed = queries.map((query) => Buffer.from(signRequest(query, key, clock).octets));
    const answer = makeAnswerer('udp');
    const reply = Buffer.alloc(1232);
    for (let i = 0; i < packetCount; i++) {
      const packet = Buffer.from(random.pick(signed));
      const changes = 1 + random.below(3);
      for (let left = changes; left > 0; left--) {
        const at = random.below(packet.length);
        packet[at] = (packet[at] ?? 0) ^ (1 << random.below(8));
      }
      answer(snapshot.image, packet, packet.length, reply);
    }
    // The id is not covered, nor the case of names: RFC 8945 §4.3.2 has the original id, and names in canonical form.
    const plainOf = (message: Uint8Array) =>
      Buffer.from(message.subarray(2)).toString('latin1').toLowerCase();
    const good = asked.filter(({ peer }) => peer.key !== undefined);
    for (const { message } of good) expect(plainOf(message)).to.be.oneOf(queries.map(plainOf));
    expect(good.length).to.be.below(packetCount / 10);
  });
});
