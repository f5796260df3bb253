// A version of a zone and the steps that led to it -> octets, for another run to read. Refuses to know files.
//
//   zone    apex | serial 4 | kind 1 | count 4, nodes | count 4, occluded nodes | count 4, steps
//   node    owner | count 2, RRsets | in a signed zone: count 2, signatures | has denial 1 [owner | RRset | signatures]
//   RRset   type 2 | TTL 4 | count 2, data behind its length 2
//   step    serials 4 + 4 | SOA RRset | removed behind its length 4 | added behind its length 4

import type { RRset } from '../../wire/rrset.ts';
import type { SignedNode, ZoneNode } from '../../zone/zone.ts';
import type { EarlierZone } from '../history/histories.ts';
import type { Step } from '../history/zone-history.ts';
import { OctetWriter } from './octet-writer.ts';

/** How the zone is signed. */
export const kinds = ['unsigned', 'nsec', 'nsec3'] as const;

/** In chunks, for whoever has other things to do in between. */
export function* writeZone({ zone, steps }: EarlierZone): Generator<Uint8Array> {
  const { apex, serial, nodes, occluded, security } = zone;
  const writer = new OctetWriter();
  writer.plain(apex);
  writer.uint(serial, 4);
  writer.uint(kinds.indexOf(security?.kind ?? 'unsigned'), 1);
  writer.uint(nodes.size, 4);
  for (const name of nodes.names()) {
    writer.plain(name);
    writeNode(writer, nodes.get(name) ?? []);
    if (security !== undefined) writeSigned(writer, security.nodes.get(name));
    if (writer.isFull) yield writer.take();
  }
  writer.uint(occluded.size, 4);
  for (const name of occluded.names()) {
    writer.plain(name);
    writeNode(writer, occluded.get(name) ?? []);
    if (writer.isFull) yield writer.take();
  }
  writer.uint(steps.length, 4);
  for (const step of steps) {
    writeStep(writer, step);
    if (writer.isFull) yield writer.take();
  }
  yield writer.take();
}

function writeNode(writer: OctetWriter, node: ZoneNode): void {
  writer.uint(node.length, 2);
  for (const rrset of node) writeRRset(writer, rrset);
}

function writeSigned(writer: OctetWriter, signed: SignedNode | undefined): void {
  writeNode(writer, [...(signed?.signatures.values() ?? [])]);
  const denial = signed?.denial;
  writer.uint(denial === undefined ? 0 : 1, 1);
  if (denial === undefined) return;
  writer.plain(denial.owner);
  writeRRset(writer, denial.rrset);
  writeRRset(writer, denial.signatures);
}

function writeRRset(writer: OctetWriter, { type, ttlSeconds, rdatas }: RRset): void {
  writer.uint(type, 2);
  writer.uint(ttlSeconds, 4);
  writer.uint(rdatas.length, 2);
  for (const rdata of rdatas) writer.counted(rdata, 2);
}

function writeStep(writer: OctetWriter, { from, to, removed, added }: Step): void {
  writer.uint(from.serial, 4);
  writer.uint(to, 4);
  writeRRset(writer, from.soa);
  writer.counted(removed, 4);
  writer.counted(added, 4);
}
