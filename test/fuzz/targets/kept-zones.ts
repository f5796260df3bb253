// The file of zones that one run leaves for the next, behind a digest that is right: zones that are read are written and read
// again as the same octets.

import { hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signZone } from '../../../src/signing/zone-signer.ts';
import { type EarlierZones, readKeptZones, writeKeptZones } from '../../../src/transfer/kept/kept-zones.ts';
import { makeTemporaryDirectory } from '../../support/temporary-directory.ts';
import { nowSeconds, settingsOf, zoneOf } from '../../support/worlds/signed-world.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 8000;

const path = join(makeTemporaryDirectory(), 'zones');
const magicOctets = Buffer.byteLength('healthy-dns zones 1');
const magic = write(new Map()).subarray(0, magicOctets);
const digestOctets = 32;
const plain = zoneOf({ www: ['192.0.2.1'], 'a.b': ['2001:db8::1'] });
const zones = [
  plain,
  await signZone(plain, settingsOf('nsec'), nowSeconds),
  await signZone(plain, settingsOf('nsec3'), nowSeconds),
];

export function seeds(): readonly Uint8Array[] {
  const files = zones.map((zone) => write(new Map([[zone.apex, { zone, steps: [] }]])));
  return files.map((file) => file.subarray(magicOctets, -digestOctets));
}

export function fuzz(data: Buffer): void {
  const read = readOctets(Buffer.concat([magic, data]));
  if (read === undefined) return;
  const written = write(read);
  const again = readOctets(written.subarray(0, -digestOctets));
  if (again === undefined) found('it does not read what it wrote');
  if (!write(again).equals(written)) found('it reads something else than it wrote');
}

function readOctets(octets: Uint8Array): EarlierZones | undefined {
  writeFileSync(path, Buffer.concat([octets, hash('sha256', octets, 'buffer')]));
  const read = readKeptZones(path);
  return read.ok ? read.value : undefined;
}

function write(kept: EarlierZones): Buffer {
  return Buffer.concat([...writeKeptZones(kept.values(), () => found('there is room'))]);
}
