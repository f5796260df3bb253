// What a master file (RFC 1035 §5) holds, and what is wrong with one. Refuses to know how it is read and who asks.

import type { Place } from '../../base/place.ts';
import type { Name, RelativeName } from '../../wire/name.ts';
import type { SoaFields } from '../../wire/rdata.ts';
import type { StaticRecords } from '../static-records.ts';
import type { FileSource } from './file-source.ts';

export interface MasterFileSettings {
  readonly origin: Name;
  /** For records without a TTL before any $TTL, any other TTL and the SOA say one. */
  readonly defaultTtlSeconds: number;
  /**
   * Zones that get the same records: every name must fit into them, and data with names relative to the zone is a function of
   * the apex. Without any, all data is complete.
   */
  readonly aliasZones?: readonly Name[];
  /** Absent: the disk. */
  readonly files?: FileSource;
}

/** Keeps the text of the files for its places: let go of it when the zone is made. */
export interface MasterFile {
  /** All but what follows: the SOA, the NS records of the apex, and the DNSSEC records that a signer makes. */
  readonly records: StaticRecords;
  /** Absent where the file has none. */
  readonly soa: (SoaFields & { readonly ttlSeconds: number; readonly place: Place }) | undefined;
  /** Of the apex; empty where the file has none. */
  readonly nameServers: readonly Name[];
  readonly nsTtlSeconds: number | undefined;
  /** Odd, but no reason not to serve. At most 100, and how many more there are. */
  readonly remarks: readonly MasterRemark[];
  /** All that were read, as they were opened; the first is the file itself. */
  readonly files: readonly string[];
  /** Where the first record of this type at this owner stands; the NS records of the apex have a place as well. */
  placeOf(owner: RelativeName, type: number): Place | undefined;
}

/** A sentence without its subject, which is the place, and without its full stop. */
export interface MasterRemark {
  readonly place: Place;
  /** No line of it is to blame: the place has none to show. */
  readonly isWholeFile?: true;
  readonly message: string;
}
