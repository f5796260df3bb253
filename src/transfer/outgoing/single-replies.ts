// Replies of one message: refusals, and our SOA alone. Refuses to know why.

import { headerOctets, optOctets } from '../../wire/message-format.ts';
import { nameOctetsMax } from '../../wire/name.ts';
import { appendExplanation, explanationOctets, explanationOf } from '../../wire/write-opt.ts';
import type { ZoneRecords } from '../../zone/zone.ts';
import { versionOf } from '../history/zone-history.ts';
import { MessageWriter } from './message-writer.ts';
import type { TransferRequest } from './transfer-request.ts';

const writer = new MessageWriter();
/** A question, and an SOA record with its owner and two names. */
const octetsMax = headerOctets + 4 * nameOctetsMax + 64 + optOctets + explanationOctets;

export function writeCode(request: TransferRequest, code: number): Uint8Array {
  const octets = new Uint8Array(octetsMax);
  writer.begin(octets, octetsMax, request, { code });
  const end = writer.finish(request);
  const why = explanationOf(code);
  const isExplained = request.hasEdns && why !== undefined;
  return octets.subarray(0, isExplained ? appendExplanation(octets, end, why) : end);
}

/** RFC 1995 §2, §4: the client has the newest version, or must come back over TCP. */
export function writeSoa(request: TransferRequest, zone: ZoneRecords, isTruncated: boolean): Uint8Array {
  const octets = new Uint8Array(octetsMax);
  const { soa } = versionOf(zone);
  writer.begin(octets, octetsMax, request, { isAuthoritative: true, isTruncated });
  for (const rdata of soa.rdatas) writer.add(zone.apex, soa.type, soa.ttlSeconds, rdata);
  return octets.subarray(0, writer.finish(request));
}
