// The zone that lists our zones, from which secondaries learn what to follow (RFC 9432, version 2). Refuses to know who they
// are and how it is answered.

import { createHash } from 'node:crypto';
import type { ByteString } from '../../base/byte-string.ts';
import type { TransferSettings } from '../../config/zones/transfer-settings.ts';
import { apexOwner, type Name, prependLabel, rootName } from '../../wire/name.ts';
import { RecordType } from '../../wire/protocol.ts';
import { joinRdata, txtRdata } from '../../wire/rdata.ts';
import type { StaticRdata, StaticRecords } from '../../zone/static-records.ts';
import type { ZoneTiming } from '../../zone/zone-timing.ts';
import type { LoadedZone } from '../loaded-zone.ts';

/** RFC 9432 §4.2.1: where the version of the format is. */
const versionOwner = prependLabel('version', apexOwner);
const version = '2' as ByteString;
/** RFC 9432 §4.1: below it is a name for each zone. */
const membersOwner = prependLabel('zones', apexOwner);
/** RFC 9432 §4: nobody is to look for its name servers. */
const noServer = prependLabel('invalid', rootName);
/** 128 bits: no two of ten thousand zones ever share it. */
const labelHexDigits = 32;

export interface Catalog {
  readonly apex: Name;
  readonly timing: ZoneTiming;
  readonly transfer: TransferSettings;
}

/** Zones that nobody may have are left out: secondaries would try to fetch them for ever. */
export function makeCatalogZone(
  { apex, timing, transfer }: Catalog,
  zones: readonly LoadedZone[],
): LoadedZone {
  const members = zones
    .filter((zone) => (zone.transfer?.allow.length ?? 0) > 0)
    .flatMap(({ content: { hostedZone, aliasZones } }) => [hostedZone, ...aliasZones]);
  const recordOf = (type: number, rdata: StaticRdata) => [
    { type, ttlSeconds: timing.apexTtlSeconds, rdatas: [rdata] },
  ];
  const records: StaticRecords = new Map([
    [versionOwner, recordOf(RecordType.TXT, txtRdata([version]))],
    ...members.map(
      (member) =>
        [prependLabel(labelOf(member), membersOwner), recordOf(RecordType.PTR, joinRdata(member))] as const,
    ),
  ]);
  return {
    content: {
      hostedZone: apex,
      aliasZones: [],
      nameServers: [noServer],
      resolutions: [],
      services: [],
      bindings: [],
      records,
    },
    timing,
    // There is nobody at its NS record.
    transfer: { ...transfer, notifiesServers: false },
    isCatalog: true,
  };
}

export function countMembers({ content }: LoadedZone): number {
  return [...content.records.keys()].filter((owner) => owner !== versionOwner).length;
}

/** The same at every start: a secondary that sees another label takes the zone for a new one, and drops what it has of it. */
function labelOf(member: Name): string {
  return createHash('sha256').update(member, 'latin1').digest('hex').slice(0, labelHexDigits);
}
