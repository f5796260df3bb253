// RRset -> its RRSIG RRset (RFC 4034 §3.1). Our records are in canonical form already: names lower-case and uncompressed,
// data sorted (§6.2, §6.3).

import { type ByteString, bytesOf, joinBytes, uint16, uint32 } from '../base/byte-string.ts';
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
      return rrsigRdata(fields, await key.sign(bytesOf(joinBytes(fields, records))));
    }),
  );
  return makeRRset(RecordType.RRSIG, rrset.ttlSeconds, rdatas);
}

/** RFC 4034 §3.1.3: the asterisk is not counted, which tells validators that an answer was synthesised. */
function countLabels(owner: Name): number {
  return labelsOf(owner).length - (isWildcard(owner) ? 1 : 0);
}

/** RFC 4034 §3.1.8.1: each record with its original TTL. */
function writeRecords(owner: Name, { type, ttlSeconds, rdatas }: RRset): ByteString {
  const head = joinBytes(owner, uint16(type), uint16(RecordClass.IN), uint32(ttlSeconds));
  return joinBytes(...rdatas.map((rdata) => joinBytes(head, uint16(rdata.length), rdata)));
}
