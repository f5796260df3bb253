// The reverse of `writeZone`, from octets that anything may have happened to: nothing of a zone is believed unless all of it
// is in order, since what follows from it is sent to others.

import { uint16At, uint32At } from '../../base/byte-string.ts';
import type { Name } from '../../wire/name.ts';
import { RecordType } from '../../wire/protocol.ts';
import type { Rdata } from '../../wire/rdata.ts';
import type { RRset } from '../../wire/rrset.ts';
import { NodeMap } from '../../zone/node-map.ts';
import { isNewerSerial } from '../../zone/serial.ts';
import type { SignedNode, ZoneNode, ZoneRecords } from '../../zone/zone.ts';
import type { EarlierZone } from '../history/histories.ts';
import { areRecords } from '../history/record-octets.ts';
import type { Step } from '../history/zone-history.ts';
import type { OctetReader } from './octet-reader.ts';
import { kinds } from './write-zone.ts';

/** A node of nothing takes a name and a count. */
const nodeOctetsMin = 3;
const stepOctetsMin = 24;
const rrsetOctetsMin = 8;
const soaDataOctetsMin = 22;
const rrsigFixedOctets = 18;

/** The reader tells whether it is good. */
export function readZone(reader: OctetReader): EarlierZone {
  const apex = reader.name();
  const serial = reader.uint(4);
  const kind = kinds[reader.uint(1)];
  if (kind === undefined) reader.refuse();
  const nodes = new Map<Name, ZoneNode>();
  const signed = new Map<Name, SignedNode>();
  for (let left = reader.count(4, nodeOctetsMin); left > 0 && reader.isGood; left--) {
    const name = reader.name();
    nodes.set(name, readNode(reader));
    if (kind !== 'unsigned') signed.set(name, readSigned(reader));
  }
  const occluded = new Map<Name, ZoneNode>();
  for (let left = reader.count(4, nodeOctetsMin); left > 0 && reader.isGood; left--)
    occluded.set(reader.name(), readNode(reader));
  if (!nodes.get(apex)?.some((rrset) => isSoaOf(rrset, serial))) reader.refuse();
  const zone: ZoneRecords = {
    apex,
    serial,
    nodes: new NodeMap(nodes),
    occluded: new NodeMap(occluded),
    ...((kind === 'nsec' || kind === 'nsec3') && { security: { kind, nodes: new NodeMap(signed) } }),
  };
  return { zone, steps: readSteps(reader, serial) };
}

/** Those that follow each other up to that serial. */
function readSteps(reader: OctetReader, serial: number): readonly Step[] {
  const steps: Step[] = [];
  for (let left = reader.count(4, stepOctetsMin); left > 0 && reader.isGood; left--) {
    const from = reader.uint(4);
    const to = reader.uint(4);
    const soa = readRRset(reader);
    const step = { from: { serial: from, soa }, to, removed: reader.counted(4), added: reader.counted(4) };
    const follows = (steps.at(-1)?.to ?? from) === from && isNewerSerial(to, from) && isSoaOf(soa, from);
    if (!follows || !areRecords(step.removed) || !areRecords(step.added)) reader.refuse();
    steps.push({ ...step, sequence: steps.length });
  }
  if ((steps.at(-1)?.to ?? serial) !== serial) reader.refuse();
  return steps;
}

function isSoaOf({ type, rdatas: [rdata, ...more] }: RRset, serial: number): boolean {
  if (type !== RecordType.SOA || rdata === undefined || more.length > 0) return false;
  return rdata.length >= soaDataOctetsMin && uint32At(rdata, rdata.length - 20) === serial;
}

function readNode(reader: OctetReader): ZoneNode {
  const node: RRset[] = [];
  for (let left = reader.count(2, rrsetOctetsMin); left > 0 && reader.isGood; left--)
    node.push(readRRset(reader));
  return node;
}

function readSigned(reader: OctetReader): SignedNode {
  const signatures = new Map<number, RRset>();
  for (const rrset of readNode(reader)) {
    const [first] = rrset.rdatas;
    if (first === undefined || !isRrsig(rrset)) reader.refuse();
    else signatures.set(uint16At(first, 0), rrset);
  }
  if (reader.uint(1) === 0) return { signatures, denial: undefined };
  const denial = { owner: reader.name(), rrset: readRRset(reader), signatures: readRRset(reader) };
  if (!isRrsig(denial.signatures) || denial.rrset.rdatas.length !== 1) reader.refuse();
  return { signatures, denial };
}

/** Long enough for whoever looks at its times and its key. */
function isRrsig({ type, rdatas }: RRset): boolean {
  return type === RecordType.RRSIG && rdatas.every((rdata) => rdata.length > rrsigFixedOctets);
}

function readRRset(reader: OctetReader): RRset {
  const type = reader.uint(2);
  const ttlSeconds = reader.uint(4);
  const rdatas: Rdata[] = [];
  for (let left = reader.count(2, 2); left > 0 && reader.isGood; left--)
    rdatas.push(reader.counted(2) as Rdata);
  if (rdatas.length === 0) reader.refuse();
  return { type, ttlSeconds, rdatas };
}
