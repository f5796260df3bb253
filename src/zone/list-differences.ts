// The records by which two versions of a zone differ, for people. SOA records, which differ with every serial, what
// signing adds and placeholders are left out.

import { type Name, sortNames } from '../wire/name.ts';
import { recordFields } from '../wire/presentation/record-fields.ts';
import { RecordType } from '../wire/protocol.ts';
import { isPlaceholder } from './placeholder.ts';
import type { Zone, ZoneNode } from './zone.ts';

export interface ListedRecord {
  /** As in a master file, with blanks between the fields. */
  print(): string;
}

export interface ZoneDifferences {
  readonly removed: readonly ListedRecord[];
  readonly added: readonly ListedRecord[];
}

/** An absent zone has no records. */
export function listDifferences(before: Zone | undefined, after: Zone | undefined): ZoneDifferences {
  const names = new Set([...namesIn(before), ...namesIn(after)]);
  const removed: ListedRecord[] = [];
  const added: ListedRecord[] = [];
  const differing = [...names].filter((name) => nodeIn(before, name) !== nodeIn(after, name));
  for (const name of sortNames(differing)) {
    const old = listNode(name, nodeIn(before, name));
    const fresh = listNode(name, nodeIn(after, name));
    for (const [key, record] of old) if (!fresh.has(key)) removed.push(record);
    for (const [key, record] of fresh) if (!old.has(key)) added.push(record);
  }
  return { removed, added };
}

function* namesIn(zone: Zone | undefined): Iterable<Name> {
  if (zone === undefined) return;
  yield* zone.nodes.names();
  yield* zone.occluded.names();
}

/** At a cut, and below it, glue belongs to the zone as well. */
function nodeIn(zone: Zone | undefined, name: Name): ZoneNode | undefined {
  const node = zone?.nodes.get(name);
  const hidden = zone?.occluded.get(name);
  return node === undefined || hidden === undefined ? (node ?? hidden) : [...node, ...hidden];
}

function listNode(name: Name, node: ZoneNode = []): ReadonlyMap<string, ListedRecord> {
  const listed = new Map<string, ListedRecord>();
  for (const rrset of node) {
    if (signingTypes.has(rrset.type) || isPlaceholder(rrset)) continue;
    for (const rdata of rrset.rdatas) {
      const print = () => recordFields(name, rrset, rdata).join(' ');
      listed.set(`${rrset.type}/${rrset.ttlSeconds}/${rdata}`, { print });
    }
  }
  return listed;
}

const signingTypes: ReadonlySet<number> = new Set([
  RecordType.SOA,
  RecordType.DNSKEY,
  RecordType.CDS,
  RecordType.CDNSKEY,
  RecordType.NSEC3PARAM,
]);
