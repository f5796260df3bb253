// UPDATE, AXFR, IXFR, NOTIFY and anything else, to whoever attends to it: once as it is, once signed well. Nothing happens for
// whoever has not signed, nothing beyond what the key may, and every reply is sound. The first octet chooses the key.

import { createSeededRandom } from '../../support/seeded-random.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { AttendedWorld } from '../../support/updates/attended-world.ts';
import { createMessageSource } from '../../support/updates/draw-messages.ts';
import { fuzzAttended } from '../../support/updates/fuzz-attended.ts';
import { keyAlgorithms, makeSharedKey, type SharedKey } from '../../support/updates/shared-keys.ts';
import { signByHand } from '../../support/updates/sign-by-hand.ts';

export const octetsMax = 2000;

const apex = 'example.test';
const kept = ['', 'ns1.', 'www.', 'mail.'].map((owner) => `${owner}${apex}`);
const keys: readonly SharedKey[] = keyAlgorithms.map((algorithm) => makeSharedKey(algorithm, algorithm));
const world = await AttendedWorld.start({
  apex,
  names: { www: ['192.0.2.80'], mail: { records: { TXT: '"kept"' } } },
  keys,
  patterns: ['*.dyn'],
  recordsMax: 200,
  directory: makeTemporaryDirectory(),
});

export function seeds(): readonly Uint8Array[] {
  const random = createSeededRandom(1);
  const draw = createMessageSource({
    random,
    apex,
    permitted: Array.from({ length: 4 }, (_, number) => `n${number}.dyn.${apex}`),
    kept,
    keys,
    nowSeconds: () => world.clock.wallSeconds(),
    serial: () => world.zone.serial,
  });
  return Array.from({ length: 150 }, () => Buffer.concat([Buffer.of(random.below(4)), draw()]));
}

export async function fuzz(data: Buffer): Promise<void> {
  const message = Buffer.from(data.subarray(1));
  const key = keys[(data[0] ?? 0) % keys.length];
  const nowSeconds = world.clock.wallSeconds();
  const isSigned = key !== undefined && message.length >= 12;
  const waiting = isSigned ? [message, signByHand(message, { key, nowSeconds }).octets] : [message];
  const { length: count } = waiting;
  const nextMessage = () => waiting.shift() ?? message;
  await fuzzAttended({ world, random: createSeededRandom(data.length), nextMessage, count, keys, kept });
}
