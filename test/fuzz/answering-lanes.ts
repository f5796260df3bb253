// What the targets that ask questions share: the zones of the fuzz tests, answered over UDP and TCP, and every reply judged.

import { decode } from 'dns-packet';
import { Snapshot } from '../../src/answers/snapshot.ts';
import { buildZones } from '../../src/publishing/build-zones.ts';
import { storeCookieSecrets } from '../../src/serving/rules/cookie-secrets.ts';
import { Rules } from '../../src/serving/rules/rules.ts';
import type { SigningSettings } from '../../src/signing/signing-settings.ts';
import { signZone } from '../../src/signing/zone-signer.ts';
import type { Zone } from '../../src/zone/zone.ts';
import { FuzzLane } from '../support/dns/fuzz-answerer.ts';
import { configureFuzzedZone } from '../support/dns/fuzzed-zone.ts';
import { type AnswerOctets, createOctetsAnswerer } from '../support/dns/octets-answerer.ts';
import { createSeededRandom } from '../support/seeded-random.ts';
import { generateZones } from '../support/worlds/generate-zones.ts';
import { nowSeconds, settingsOf } from '../support/worlds/signed-world.ts';
import { decideBy } from '../support/worlds/verdicts.ts';
import { found } from './fuzz-target.ts';

/** Throws when the answer to a packet is wrong in any way. */
export type JudgePacket = (packet: Buffer) => void;

/** Each zone signed in the first of these ways, then in the second, and so on. */
export async function judgeAnswersOf(
  kinds: readonly ('unsigned' | SigningSettings['kind'])[],
): Promise<JudgePacket> {
  const judges = await Promise.all(kinds.map(judgeOf));
  return (packet) => {
    for (const judge of judges) judge(packet);
  };
}

async function judgeOf(kind: 'unsigned' | SigningSettings['kind']): Promise<JudgePacket> {
  const random = createSeededRandom(1);
  const zones = await zonesOf(kind);
  const snapshot = new Snapshot();
  snapshot.replace(zones);
  const { image } = snapshot;
  const lanes = (['udp', 'tcp'] as const).map(
    (transport) => new FuzzLane(transport, { image, random, makeAnswerer: checkedByDnsPacket }),
  );
  return (packet) => {
    for (const lane of lanes) {
      const fault = lane.faultWith(packet);
      if (fault !== undefined) found(`${fault}, ${kind} over ${lane.transport}`);
      lane.checkGoodQuery();
    }
  };
}

async function zonesOf(kind: 'unsigned' | SigningSettings['kind']): Promise<readonly Zone[]> {
  const leading = generateZones(createSeededRandom(1), kind !== 'unsigned').slice(1);
  const zones = [
    ...buildZones(
      configureFuzzedZone(),
      decideBy(() => false),
      1,
    ),
    ...leading,
  ];
  if (kind === 'unsigned') return zones;
  return Promise.all(zones.map((zone) => signZone(zone, settingsOf(kind), nowSeconds)));
}

/** With a secret, so that cookies are answered with cookies; time stands still. */
const rules = new Rules();
storeCookieSecrets(rules.shared.cookieSecrets, [Buffer.alloc(16, 0x2a)]);
rules.tick();

/** A parser that nobody here wrote reads each reply as well. */
function checkedByDnsPacket(transport: 'udp' | 'tcp'): AnswerOctets {
  const answer = createOctetsAnswerer(transport, undefined, rules);
  return (image, packet, length, reply) => {
    const octets = answer(image, packet, length, reply);
    if (octets > 0) decode(Buffer.from(reply.subarray(0, octets)));
    return octets;
  };
}
