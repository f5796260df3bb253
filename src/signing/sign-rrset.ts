// RRset -> its RRSIG RRset (RFC 4034 §3.1). Records of this program are in canonical form already: names lower-case and
// uncompressed, data sorted (§6.2, §6.3).

import { type ByteString, bytesOf } from '../base/byte-string.ts';
import { rrsigRdata, writeRrsigFields } from '../wire/dnssec-rdata.ts';
import { isWildcard, labelsOf, type Name } from '../wire/name.ts';
import { RecordClass, RecordType } from '../wire/protocol.ts';
import { makeRRset, type RRset } from '../wire/rrset.ts';
import type { Validity } from './signature-times.ts';
import type { SigningKey } from './signing-key.ts';

export interface SigningTask {
  readonly owner: Name;
  readonly rrset: RRset;
  /** The apex of the zone. */
  readonly signer: Name;
  readonly keys: readonly SigningKey[];
  readonly validity: Validity;
}

export async function signRRset({ owner, rrset, signer, keys, validity }: SigningTask): Promise<RRset> {
  const records = writeRecords(owner, rrset);
  const rdatas = await Promise.all(
    keys.map(async (key) => {
      const fields = writeRrsigFields({
        typeCovered: rrset.type,
        algorithm: key.algorithm,
        labelCount: countLabels(owner),
        originalTtlSeconds: rrset.ttlSeconds,
        ...validity,
        keyTag: key.keyTag,
        signer,
      });
      return rrsigRdata(fields, await key.sign(bytesOf((fields + records) as ByteString)));
    }),
  );
  return makeRRset(RecordType.RRSIG, rrset.ttlSeconds, rdatas);
}

/** RFC 4034 §3.1.3: a wildcard's label is not counted, which tells validators what was synthesised from it. */
function countLabels(owner: Name): number {
  return labelsOf(owner).length - (isWildcard(owner) ? 1 : 0);
}

/** RFC 4034 §3.1.8.1: each record with the TTL that it started with. */
function writeRecords(owner: Name, { type, ttlSeconds, rdatas }: RRset): string {
  const head = owner + uint16(type) + uint16(RecordClass.IN) + uint16(ttlSeconds >>> 16) + uint16(ttlSeconds);
  return rdatas.map((rdata) => head + uint16(rdata.length) + rdata).join('');
}

function uint16(value: number): string {
  return String.fromCharCode((value >> 8) & 0xff, value & 0xff);
}
