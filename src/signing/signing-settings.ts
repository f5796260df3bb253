// Which keys a zone publishes, which of them sign what, and what it asks of its parent. docs/dnssec.md walks through the key
// rollovers that these rules make possible.

import { hash } from 'node:crypto';
import { bytesOf, joinBytes, readByteString } from '../base/byte-string.ts';
import { dsRdata, nsec3Parameters } from '../wire/dnssec-rdata.ts';
import type { Name } from '../wire/name.ts';
import { DigestType, RecordType } from '../wire/protocol.ts';
import type { Rdata } from '../wire/rdata.ts';
import { makeRRset, type RRset } from '../wire/rrset.ts';
import { denialTtlSeconds, type ZoneTiming } from '../zone/zone-timing.ts';
import type { SigningKey } from './signing-key.ts';

export interface SigningSettings {
  /** The first is the one in use; no two have both algorithm and tag in common. */
  readonly keys: readonly [SigningKey, ...SigningKey[]];
  readonly kind: 'nsec' | 'nsec3';
}

/** Whether both sign alike; every reload reads the files of the keys anew. */
export function areSettingsEqual(a: SigningSettings, b: SigningSettings): boolean {
  return (
    a.kind === b.kind &&
    a.keys.length === b.keys.length &&
    a.keys.every(({ dnskey }, index) => dnskey === b.keys[index]?.dnskey)
  );
}

/**
 * Signed by every key: a validator may trust any of them, and a parent that reads CDS expects a signature by a key that it
 * knows (RFC 7344 §4.1).
 */
const signedByAll: ReadonlySet<number> = new Set([RecordType.DNSKEY, RecordType.CDS, RecordType.CDNSKEY]);

/**
 * Everything else is signed by the first key of each algorithm: later keys are only published until caches know them, but
 * every published algorithm must sign everything (RFC 6840 §5.11).
 */
export function keysFor({ keys }: SigningSettings, type: number): readonly SigningKey[] {
  if (signedByAll.has(type)) return keys;
  return keys.filter(
    (key, index) => keys.findIndex(({ algorithm }) => algorithm === key.algorithm) === index,
  );
}

/** The RRsets that signing adds to the apex. */
export function apexRRsets(settings: SigningSettings, apex: Name, timing: ZoneTiming): RRset[] {
  const { keys, kind } = settings;
  const ttlSeconds = timing.apexTtlSeconds;
  const wanted = keysWantedAtParent(keys);
  const rrsets = [
    makeRRset(
      RecordType.DNSKEY,
      ttlSeconds,
      keys.map(({ dnskey }) => dnskey),
    ),
    makeRRset(RecordType.CDS, ttlSeconds, wantedDs(settings, apex)),
    makeRRset(
      RecordType.CDNSKEY,
      ttlSeconds,
      wanted.map(({ dnskey }) => dnskey),
    ),
  ];
  if (kind === 'nsec3') {
    // PowerDNS as a secondary makes this record itself, with this TTL; with any other its signature would not hold.
    rrsets.push(makeRRset(RecordType.NSEC3PARAM, denialTtlSeconds(timing), [nsec3Parameters]));
  }
  return rrsets;
}

/** The DS records that a zone asks of its parent. */
export function wantedDs({ keys }: SigningSettings, apex: Name): Rdata[] {
  return keysWantedAtParent(keys).map((key) => dsOf(apex, key, DigestType.SHA256));
}

/** Every type that `apexRRsets` can return. */
export const apexSigningTypes: ReadonlySet<number> = new Set([
  RecordType.DNSKEY,
  RecordType.CDS,
  RecordType.CDNSKEY,
  RecordType.NSEC3PARAM,
]);

/**
 * The keys with the algorithm of the first. A key that waits for its turn gets its DS in advance. A new algorithm gets one
 * only once its key comes first, after it has signed everything for long enough; the old algorithm leaves the parent while it
 * still signs (RFC 6781 §4.1.4).
 */
function keysWantedAtParent(keys: SigningSettings['keys']): readonly SigningKey[] {
  return keys.filter(({ algorithm }) => algorithm === keys[0].algorithm);
}

const digestNames: Readonly<Record<DigestType, string>> = {
  [DigestType.SHA256]: 'sha256',
  [DigestType.SHA384]: 'sha384',
};

/** RFC 4034 §5.1.4: the digest covers the name of the zone, so that each zone has its own DS for the same key. */
export function dsOf(zone: Name, { dnskey, keyTag, algorithm }: SigningKey, digestType: DigestType): Rdata {
  const covered = bytesOf(joinBytes(zone, dnskey));
  const digest = readByteString(hash(digestNames[digestType], covered, 'buffer'));
  return dsRdata({ keyTag, algorithm, digestType, digest });
}
