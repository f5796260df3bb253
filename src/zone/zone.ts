// A zone: immutable records under one serial. Refuses to know where they came from and how queries are answered.

import { type Name, prependLabel, type RelativeName } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import { type Rdata, soaRdata } from '../wire/rdata.ts';
import { makeRRset, type RRset } from '../wire/rrset.ts';
import type { Carriers } from './find-carriers.ts';
import type { NodeMap } from './node-map.ts';
import type { ZoneTiming } from './zone-timing.ts';

/** The RRsets at one name. Empty when the name exists without records: an empty non-terminal, or all targets down. */
export type ZoneNode = readonly RRset[];

/** Types that a name has no records of now, but would have if all of its targets were healthy; in ascending order. */
export type MissingTypes = readonly number[];

/** Records by owner relative to the apex, so that a zone and its aliases can be built from the same ones. */
export type OwnedRecords = ReadonlyMap<RelativeName, ZoneNode>;

/** Missing types by owner; nothing is missing at other owners. */
export type OwnedMissing = ReadonlyMap<RelativeName, MissingTypes>;

export interface Zone {
  readonly apex: Name;
  readonly serial: number;
  readonly timing: ZoneTiming;
  /** SOA MNAME. */
  readonly primary: Name;
  /** SOA RNAME. */
  readonly mailbox: Name;
  readonly nameServers: readonly [Name, ...Name[]];
  readonly nsTtlSeconds: number;
  /** Queries are answered for the SOA and NS records at its apex only; the rest is for whoever may have the whole zone. */
  readonly isPrivate?: true;
  /**
   * Every name of the zone, empty non-terminals included. The apex has the SOA and NS records; a delegated name has NS and DS
   * records only.
   */
  readonly nodes: NodeMap<ZoneNode>;
  /** Names below the apex with NS records: other zones begin here. */
  readonly cuts: ReadonlySet<Name>;
  /** Records that are not answers of this zone: at cuts, and below cuts and DNAMEs. Addresses among them are glue. */
  readonly occluded: NodeMap<ZoneNode>;
  /** Of all records of the zone, at some time since it was built. */
  readonly longestTtlSeconds: number;
  /** Names whose answers carry addresses of other names, by the names that have these. */
  readonly carriers: Carriers;
  /** Names that exist only because a name below them does. Configured names that are all down have no records either. */
  readonly emptyNonTerminals: ReadonlySet<Name>;
  /** Reported in answers (RFC 8914), but not a record: the serial does not change with it, and nothing of it is signed. */
  readonly missing: NodeMap<MissingTypes>;
  /** Present in a signed zone, whose apex in `nodes` also has DNSKEY, CDS, CDNSKEY and NSEC3PARAM. */
  readonly security?: ZoneSecurity;
}

/** What DNSSEC adds to a zone; src/signing makes it. */
export interface ZoneSecurity {
  readonly kind: 'nsec' | 'nsec3';
  /** For every name of the zone, empty non-terminals included. */
  readonly nodes: NodeMap<SignedNode>;
  /** The names that have links, as these follow each other; absent in what an earlier run left. */
  readonly order?: readonly Name[];
}

/** What signing adds to a name of a zone. */
export interface SignedNode {
  /**
   * By the type covered: an RRSIG RRset for every RRset of the node, in the same order. The NS records of a delegation have
   * none: they belong to the zone below (RFC 4035 §2.2).
   */
  readonly signatures: ReadonlyMap<number, RRset>;
  /** The NSEC of this name, which empty non-terminals lack, or the NSEC3 whose owner is the hash of this name. */
  readonly denial: SignedRRset | undefined;
}

/** An RRset with its owner and its signatures, one per key. */
export interface SignedRRset {
  readonly owner: Name;
  readonly rrset: RRset;
  readonly signatures: RRset;
}

/** Every record of a version of a zone, and nothing that is made of them. */
export type ZoneRecords = Pick<Zone, 'apex' | 'serial' | 'nodes' | 'occluded' | 'security'>;

export function findRRset(zone: Pick<Zone, 'nodes'>, name: Name, type: number): RRset | undefined {
  return zone.nodes.get(name)?.find((rrset) => rrset.type === type);
}

/** RFC 2142 §7: the mailbox of the zone's operator. */
export const mailboxLabel = 'hostmaster';

export function mailboxOf(apex: Name): Name {
  return prependLabel(mailboxLabel, apex);
}

export function soaOf(zone: Pick<Zone, 'serial' | 'timing' | 'primary' | 'mailbox'>): RRset {
  const { serial, timing, primary, mailbox } = zone;
  const rdata: Rdata = soaRdata({
    primary,
    mailbox,
    serial,
    refreshSeconds: timing.refreshSeconds,
    retrySeconds: timing.retrySeconds,
    expireSeconds: timing.expireSeconds,
    minimumSeconds: timing.minimumSeconds,
  });
  return makeRRset(RecordType.SOA, timing.apexTtlSeconds, [rdata]);
}
