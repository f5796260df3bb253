// The file of zones that one run leaves for the next, from the first octet to the digest at its end. Refuses to know when it
// is written and what becomes of it.
//
//   magic | for each zone: 1, the zone | 0 | SHA-256 of all before

import { createHash, hash } from 'node:crypto';
import { join } from 'node:path';
import { readKeptOctets } from '../../base/kept-file.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import type { Name } from '../../wire/name.ts';
import type { EarlierZone } from '../history/histories.ts';
import { isLargerThan } from '../history/list-records.ts';
import { octetsOfStep } from '../history/zone-history.ts';
import { OctetReader } from './octet-reader.ts';
import { readZone } from './read-zone.ts';
import { writeZone } from './write-zone.ts';

/** The last character is the version of the format; no other is read. */
const magic = Buffer.from('healthy-dns zones 1');
const digestOctets = 32;
/**
 * The runtime directory is memory: a tenth of it, on most machines. Reading so much takes two seconds, for which the first
 * answer waits; to sign what is in it takes ten times as long.
 */
const fileOctetsMax = 64 * 1024 * 1024;
const nothing = new Uint8Array();

export function keptZonesPath(directory: string): string {
  return join(directory, 'zones');
}

export type EarlierZones = ReadonlyMap<Name, EarlierZone>;

export function readKeptZones(path: string): Result<EarlierZones, string> {
  const read = readKeptOctets(path);
  if (!read.ok) return read;
  const zones = new Map<Name, EarlierZone>();
  if (read.value === undefined) return succeed(zones);
  const octets = read.value;
  const end = octets.length - digestOctets;
  if (end < magic.length || !octets.subarray(0, magic.length).equals(magic))
    return fail('is ignored: it is no file of zones of this version');
  if (!octets.subarray(end).equals(hash('sha256', octets.subarray(0, end), 'buffer')))
    return fail('is ignored: it is damaged');
  const reader = new OctetReader(octets.subarray(magic.length, end));
  while (reader.uint(1) === 1) {
    const zone = readZone(reader);
    if (!reader.isGood) break;
    zones.set(zone.zone.apex, zone);
  }
  if (!reader.isGood || !reader.isAtEnd) return fail('is ignored: it has invalid contents');
  return succeed(zones);
}

/** In chunks, some of them empty, so that other work gets its turn. Tells of zones that there is no room for. */
export function* writeKeptZones(
  zones: Iterable<EarlierZone>,
  onSkipped: (apex: Name) => void,
  octetsMax: number = fileOctetsMax,
): Generator<Uint8Array> {
  const digest = createHash('sha256');
  const digested = (chunk: Uint8Array) => {
    digest.update(chunk);
    return chunk;
  };
  yield digested(magic);
  let left = octetsMax;
  for (const kept of zones) {
    const stepsOctets = kept.steps.reduce((octets, step) => octets + octetsOfStep(step), 0);
    if (yield* isBeyond(left - stepsOctets, kept)) {
      onSkipped(kept.zone.apex);
      continue;
    }
    yield digested(Uint8Array.of(1));
    for (const chunk of writeZone(kept)) {
      left -= chunk.length;
      yield digested(chunk);
    }
  }
  yield digested(Uint8Array.of(0));
  yield digest.digest();
}

function* isBeyond(octetsMax: number, { zone }: EarlierZone): Generator<Uint8Array, boolean> {
  const counting = isLargerThan(octetsMax, zone);
  for (;;) {
    const { done, value } = counting.next();
    if (done === true) return value;
    yield nothing;
  }
}
