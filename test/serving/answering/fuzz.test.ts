// Packets with something wrong, two hundred thousand: no exception, no reply that must not be, and good queries are
// answered as before. The canaries prove that the loop notices when it is otherwise.

import { expect } from 'chai';
import { Snapshot } from '../../../src/answers/snapshot.ts';
import { buildZones } from '../../../src/publishing/build-zones.ts';
import { signZone } from '../../../src/signing/zone-signer.ts';
import type { Zone } from '../../../src/zone/zone.ts';
import { type FuzzSettings, fuzzAnswerer } from '../../support/dns/fuzz-answerer.ts';
import { configureFuzzedZone } from '../../support/dns/fuzzed-zone.ts';
import { createPacketSource } from '../../support/dns/mutate-packet.ts';
import { type AnswerOctets, createOctetsAnswerer } from '../../support/dns/octets-answerer.ts';
import { createSeededRandom, testSeed } from '../../support/seeded-random.ts';
import { generateZones } from '../../support/worlds/generate-zones.ts';
import { nowSeconds, settingsOf } from '../../support/worlds/signed-world.ts';
import { decideBy } from '../../support/worlds/verdicts.ts';

/** `make fuzz` draws more, led by coverage. */
const packetCount = 100_000;
const signedPacketCount = 25_000;
const canaryPacketCount = 20_000;

describe(`fuzzed answering (TEST_SEED=${testSeed})`, () => {
  it(`never throws, never replies wrongly, and goes on answering, in ${packetCount} packets`, () => {
    fuzzAnswerer(settings({ packetCount }));
  });

  for (const kind of ['nsec', 'nsec3'] as const) {
    it(`never does with a zone signed with ${kind.toUpperCase()} either, in ${signedPacketCount} packets`, async () => {
      const signed = buildZones(configureFuzzedZone(), decide, 1).map((zone) =>
        signZone(zone, settingsOf(kind), nowSeconds),
      );
      fuzzAnswerer(settings({ packetCount: signedPacketCount }, await Promise.all(signed)));
    });
  }

  for (const kind of ['unsigned', 'nsec', 'nsec3'] as const) {
    it(`never does beside zones that lead on, ${kind}, in ${signedPacketCount} packets`, async () => {
      const random = createSeededRandom();
      const leading = generateZones(random, kind !== 'unsigned').slice(1);
      const zones = [...buildZones(configureFuzzedZone(), decide, 1), ...leading];
      const signed =
        kind === 'unsigned' ? zones : zones.map((zone) => signZone(zone, settingsOf(kind), nowSeconds));
      fuzzAnswerer(settings({ packetCount: signedPacketCount }, await Promise.all(signed)));
    });
  }

  const canaries: readonly (readonly [string, RegExp, (answer: AnswerOctets) => AnswerOctets])[] = [
    [
      'throws at some octets',
      /threw/,
      (answer) => (image, packet, length, reply) => {
        if (packet[13] === 0x77 && packet[14] === 0x77 && length % 7 === 3) throw new Error('canary');
        return answer(image, packet, length, reply);
      },
    ],
    [
      'replies to responses',
      /replied or dropped wrongly/,
      (answer) => (image, packet, length, reply) => {
        const query = Buffer.from(packet.subarray(0, length));
        if (length > 30) query[2] = (query[2] ?? 0) & 0x7f;
        return answer(image, query, length, reply);
      },
    ],
    [
      'drops what deserves a reply',
      /replied or dropped wrongly/,
      (answer) => (image, packet, length, reply) =>
        length === 12 ? 0 : answer(image, packet, length, reply),
    ],
    [
      'takes the client for more than it can take',
      /octets where 512 are allowed/,
      () => {
        const overTcp = createOctetsAnswerer('tcp');
        const large = Buffer.alloc(65_535);
        return (image, packet, length, reply) => {
          const octets = overTcp(image, packet, length, large);
          large.copy(reply, 0, 0, Math.min(octets, reply.length));
          return octets;
        };
      },
    ],
    [
      'sends another id',
      /another id/,
      spoiling((reply) => {
        reply[1] = (reply[1] ?? 0) ^ 1;
      }),
    ],
    [
      'forgets QR',
      /no QR/,
      spoiling((reply) => {
        reply[2] = (reply[2] ?? 0) & 0x7f;
      }),
    ],
    [
      'spells the question in its own way',
      /another question/,
      spoiling((reply, octets) => {
        if (octets > 20 && (reply[13] ?? 0) >= 0x61 && (reply[13] ?? 0) <= 0x7a)
          reply[13] = (reply[13] ?? 0) - 32;
      }),
    ],
    [
      'counts one record too many',
      /malformed reply/,
      spoiling((reply) => {
        reply[7] = (reply[7] ?? 0) + 1;
      }),
    ],
    [
      'leaves OPT out of FORMERR and NOTIMP',
      /no OPT, although it was sent/,
      () => {
        const answer = createOctetsAnswerer('udp');
        return (image, packet, length, reply) => {
          const octets = answer(image, packet, length, reply);
          const isRefused = octets > 0 && [1, 4].includes((reply[3] ?? 0) & 0x0f);
          if (!isRefused || reply[11] !== 1) return octets;
          reply[11] = 0;
          return octets - 11;
        };
      },
    ],
    ['has one octet too many', /malformed reply.*trail/, (answer) => plusOne(answer)],
    [
      'points forward',
      /malformed reply/,
      spoiling((reply, octets) => {
        for (let at = 12; at < octets - 1; at++) if (reply[at] === 0xc0) reply[at + 1] = Math.min(255, at);
      }),
    ],
    [
      'reads behind the packet',
      /what stands behind the packet matters/,
      (answer) => (image, packet, length, reply) => {
        const octets = answer(image, packet, length, reply);
        if (octets > 0 && packet[length] === 0x2a) reply[3] = (reply[3] ?? 0) ^ 1;
        return octets;
      },
    ],
    [
      'writes behind the limit',
      /wrote too far/,
      (answer) => (image, packet, length, reply) => {
        if (length === 40) reply[reply.length - 1] = 0;
        return answer(image, packet, length, reply);
      },
    ],
    [
      'forgets a name',
      /a good query got/,
      (answer) => {
        let count = 0;
        return (image, packet, length, reply) => {
          const octets = answer(image, packet, length, reply);
          if (++count <= 9000 || octets < 12) return octets;
          return answer(new Snapshot().image, packet, length, reply);
        };
      },
    ],
  ];

  for (const [what, complaint, breakIt] of canaries) {
    it(`notices an answerer that ${what}`, () => {
      const makeAnswerer = (transport: 'udp' | 'tcp') => breakIt(createOctetsAnswerer(transport));
      expect(() => fuzzAnswerer(settings({ packetCount: canaryPacketCount, makeAnswerer }))).to.throw(
        complaint,
      );
    });
  }
});

const decide = decideBy(() => false);

function settings(
  given: Pick<FuzzSettings, 'packetCount'> & Partial<Pick<FuzzSettings, 'makeAnswerer'>>,
  zones: readonly Zone[] = buildZones(configureFuzzedZone(), decide, 1),
): FuzzSettings {
  const random = createSeededRandom();
  const snapshot = new Snapshot();
  snapshot.replace(zones);
  return {
    image: snapshot.image,
    makeAnswerer: (transport) => createOctetsAnswerer(transport),
    random,
    nextPacket: createPacketSource(random),
    ...given,
  };
}

/** Spoils one reply in a hundred, after it was written. */
function spoiling(
  spoil: (reply: Uint8Array, octets: number) => void,
): (answer: AnswerOctets) => AnswerOctets {
  return (answer) => {
    let count = 0;
    return (image, packet, length, reply) => {
      const octets = answer(image, packet, length, reply);
      if (octets > 12 && ++count % 100 === 0) spoil(reply, octets);
      return octets;
    };
  };
}

function plusOne(answer: AnswerOctets): AnswerOctets {
  return (image, packet, length, reply) => {
    const octets = answer(image, packet, length, reply);
    reply[octets] = 0;
    return octets === 0 ? 0 : octets + 1;
  };
}
