// Headers of the PROXY protocol as a front end sends them, and some that nobody would.

import type { SeededRandom } from '../../support/seeded-random.ts';
import type { ProxyHead } from './attack-by-datagrams.ts';

const signature = Buffer.from('0d0a0d0a000d0a515549540a', 'hex');
const headerOctetsMax = 536;
const [local, proxy] = [0x20, 0x21];

/** Mostly good. */
export function drawProxyHead(random: SeededRandom): ProxyHead {
  const octets = drawGoodHeader(random);
  if (random.chance(0.9)) return { octets, isGood: true };
  return { octets: spoil(octets, random), isGood: false };
}

/** Of every family, with and without options. */
export function drawGoodHeader(random: SeededRandom): Buffer {
  const protocol = random.pick([1, 2]);
  const [family, addressOctets] = random.pick([
    [0x10, 12],
    [0x20, 36],
    [0x30, 216],
    [0x00, 0],
  ] as const);
  const room = headerOctetsMax - 16 - addressOctets;
  const options = random.chance(0.7) ? 0 : random.pick([3, 20, room]);
  const command = random.chance(0.9) ? proxy : local;
  return write(command, family | protocol, random.octets(addressOctets + options));
}

/** In one of the ways that no reader may let pass, whatever stands behind. */
function spoil(octets: Buffer, random: SeededRandom): Buffer {
  const spoilt = Buffer.from(octets);
  switch (random.below(4)) {
    case 0:
      spoilt[random.below(signature.length)] = 0x2a;
      return spoilt;
    case 1:
      spoilt[12] = random.pick([0x22, 0x11, 0x2f, 0x00]);
      return spoilt;
    case 2:
      spoilt.writeUInt16BE(random.pick([headerOctetsMax - 15, 0xffff]), 14);
      return spoilt;
    default:
      return write(proxy, 0x21, random.octets(random.below(36)));
  }
}

function write(command: number, family: number, rest: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(rest.length);
  return Buffer.concat([signature, Buffer.of(command, family), length, rest]);
}
