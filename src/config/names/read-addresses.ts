// A list of addresses: each a string or, with a check of its own, an object.

import { isJsonArray, isJsonObject, type Json } from '../../base/parse-json.ts';
import type { CheckPlan } from '../../health/deciding/check.ts';
import type { CandidateAddress } from '../../health/deciding/resolution.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import { FieldReader } from '../sources/read-fields.ts';
import { kindOfJson } from '../sources/read-json.ts';
import type { KnownCandidates } from './known-candidates.ts';
import { noCheck } from './read-check.ts';

export const addressKeys = ['ip', 'check'] as const;

/** A message holds 65,535 octets (RFC 1035 §4.2.2): about 2,300 IPv6 or 4,000 IPv4 addresses. */
const addressesPerNameMax = 2000;

export function readAddresses(
  path: string,
  json: Json,
  check: CheckPlan | undefined,
  known: KnownCandidates,
  findings: Findings,
): CandidateAddress[] {
  if (!isJsonArray(json)) {
    findings.error(
      path,
      `is ${kindOfJson(json)}; write an array of addresses such as ["192.0.2.1", "2001:db8::1"]`,
    );
    return [];
  }
  if (json.length === 0) findings.error(path, 'is empty; list at least one address');
  if (json.length > addressesPerNameMax) {
    findings.error(path, `has ${json.length} addresses; at most ${addressesPerNameMax} fit into an answer`);
    return [];
  }
  const candidates: CandidateAddress[] = [];
  const seen = new Set<string>();
  for (const [index, item] of json.entries()) {
    const at = () => printPath(path, index);
    const candidate = readAddress(at, item, check, known, findings);
    if (candidate === undefined) continue;
    const { text } = candidate.address;
    if (seen.has(text)) findings.warn(at(), `"${text}" is listed twice; remove one`);
    else candidates.push(candidate);
    seen.add(text);
  }
  // Copied, because an array that grew keeps room for more, which adds up over a hundred thousand names.
  return candidates.slice();
}

function readAddress(
  at: () => string,
  item: Json,
  check: CheckPlan | undefined,
  known: KnownCandidates,
  findings: Findings,
): CandidateAddress | undefined {
  if (typeof item === 'string') return known.find(at, item, check);
  if (!isJsonObject(item)) {
    findings.error(at(), `${kindOfJson(item)} is not an IPv4 or IPv6 address`);
    return undefined;
  }
  const fields = new FieldReader(at(), item, findings);
  fields.refuseOthers(addressKeys);
  const { ip, check: own } = item;
  if (typeof ip !== 'string') {
    if (ip === undefined) fields.reject('ip', 'name the address that the check is for');
    else fields.error('ip', `${kindOfJson(ip)} is not an IPv4 or IPv6 address`);
    return undefined;
  }
  if (own === undefined) return known.find(() => `${at()}.ip`, ip, check);
  const ownCheck = own === noCheck ? undefined : known.readCheck(`${at()}.check`, own);
  return known.find(() => `${at()}.ip`, ip, ownCheck);
}
