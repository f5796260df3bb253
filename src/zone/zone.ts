// A zone: immutable records at one serial. Refuses to know where they came from and how they are answered.

import { type Name, prependLabel } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import { type Rdata, soaRdata } from '../wire/rdata.ts';
import { makeRRset, type RRset } from '../wire/rrset.ts';
import type { NodeMap } from './node-map.ts';
import type { ZoneTiming } from './zone-timing.ts';

/** What stands at one name. An empty node is a name that exists without records (an empty non-terminal, or all down). */
export type ZoneNode = readonly RRset[];

/** Types that a name has no records of, although it would have some if all that may stand there were healthy; in order. */
export type MissingTypes = readonly number[];

export interface Zone {
  readonly apex: Name;
  readonly serial: number;
  readonly timing: ZoneTiming;
  readonly nameServers: readonly [Name, ...Name[]];
  /** Every existing name below and at the apex, empty non-terminals included; SOA and NS stand at the apex. */
  readonly nodes: NodeMap<ZoneNode>;
  /**
   * Names that nobody configured and that exist because something is below them. Records alone do not tell them from names
   * that are all down, which have none either, for now.
   */
  readonly emptyNonTerminals: ReadonlySet<Name>;
  /**
   * Names at which something is missing, others may be there too. This is told to whoever asks, and is no record: the
   * serial does not move for it, and nothing of it is signed.
   */
  readonly missing: NodeMap<MissingTypes>;
  /** A signed zone has it. Its `nodes` then hold what signing publishes too: DNSKEY, CDS, CDNSKEY, NSEC3PARAM at the apex. */
  readonly security?: ZoneSecurity;
}

/** What DNSSEC adds to a zone; src/signing makes it. */
export interface ZoneSecurity {
  readonly kind: 'nsec' | 'nsec3';
  /** For every name of the zone, empty non-terminals included. */
  readonly nodes: NodeMap<SignedNode>;
}

/** What signing adds to a name of a zone. */
export interface SignedNode {
  /** By the type covered: the RRSIG RRset of every RRset that stands at the name, in the order of the node. */
  readonly signatures: ReadonlyMap<number, RRset>;
  /** The NSEC of this name, which empty non-terminals do not have, or the NSEC3 whose owner is the hash of this name. */
  readonly denial: SignedRRset | undefined;
}

/** An RRset with its owner and its signatures: an RRset of type RRSIG with a rdata for each key. */
export interface SignedRRset {
  readonly owner: Name;
  readonly rrset: RRset;
  readonly signatures: RRset;
}

export function findRRset(zone: Zone, name: Name, type: number): RRset | undefined {
  return zone.nodes.get(name)?.find((rrset) => rrset.type === type);
}

/** RFC 2142 §7: the mailbox of the zone's operator. */
export const mailboxLabel = 'hostmaster';

export function soaOf(zone: Pick<Zone, 'apex' | 'serial' | 'timing' | 'nameServers'>): RRset {
  const { apex, serial, timing, nameServers } = zone;
  const rdata: Rdata = soaRdata({
    primary: nameServers[0],
    mailbox: prependLabel(mailboxLabel, apex),
    serial,
    refreshSeconds: timing.refreshSeconds,
    retrySeconds: timing.retrySeconds,
    expireSeconds: timing.expireSeconds,
    minimumSeconds: timing.minimumSeconds,
  });
  return makeRRset(RecordType.SOA, timing.apexTtlSeconds, [rdata]);
}
