// A list of addresses: each a string or an object, which may have a check of its own, or name a host to look up.

import { isJsonArray, isJsonObject, type Json } from '../../base/parse-json.ts';
import type { CheckPlan } from '../../health/deciding/check.ts';
import { hostAddressesMax } from '../../health/deciding/expand-hosts.ts';
import type { CandidateAddress, HostSource } from '../../health/deciding/resolution.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import { FieldReader } from '../sources/read-fields.ts';
import { kindOfJson } from '../sources/read-json.ts';
import type { KnownCandidates } from './known-candidates.ts';
import { noCheck } from './read-check.ts';
import { hostKeys, readHost } from './read-host.ts';

export const addressKeys = ['ip', 'check'] as const;

/** A message holds 65,535 octets (RFC 1035 §4.2.2): about 2,300 IPv6 or 4,000 IPv4 addresses. */
const addressesPerNameMax = 2000;

export interface WrittenAddresses {
  readonly candidates: readonly CandidateAddress[];
  readonly hosts: readonly HostSource[];
}

export const noAddresses: WrittenAddresses = { candidates: [], hosts: [] };

export function readAddresses(
  path: string,
  json: Json,
  check: CheckPlan | undefined,
  known: KnownCandidates,
  findings: Findings,
): WrittenAddresses {
  if (!isJsonArray(json)) {
    findings.error(
      path,
      `is ${kindOfJson(json)}; write an array of addresses such as ["192.0.2.1", "2001:db8::1"]`,
    );
    return noAddresses;
  }
  if (json.length === 0) findings.error(path, 'is empty; list at least one address');
  if (json.length > addressesPerNameMax) {
    findings.error(path, `has ${json.length} addresses; at most ${addressesPerNameMax} fit into an answer`);
    return noAddresses;
  }
  const candidates = new Map<string, CandidateAddress>();
  const hosts = new Map<string, HostSource>();
  for (const [index, item] of json.entries()) {
    const at = () => printPath(path, index);
    const found = readItem(at, item, check, known, findings);
    if (found === undefined) continue;
    if (found.kind === 'host') addOnce(hosts, found.source.host, found.source, at, findings);
    else addOnce(candidates, found.candidate.address.text, found.candidate, at, findings);
  }
  const most = candidates.size + hosts.size * hostAddressesMax;
  if (most > addressesPerNameMax) {
    const message = `may have ${most} addresses, ${hostAddressesMax} of each host; at most ${addressesPerNameMax} fit into an answer`;
    findings.error(path, message);
  }
  return { candidates: [...candidates.values()], hosts: [...hosts.values()] };
}

function addOnce<Item>(
  items: Map<string, Item>,
  text: string,
  item: Item,
  at: () => string,
  findings: Findings,
): void {
  if (items.has(text)) findings.warn(at(), `"${text}" is listed twice; remove one`);
  else items.set(text, item);
}

type Item =
  | { readonly kind: 'address'; readonly candidate: CandidateAddress }
  | { readonly kind: 'host'; readonly source: HostSource };

function readItem(
  at: () => string,
  item: Json,
  check: CheckPlan | undefined,
  known: KnownCandidates,
  findings: Findings,
): Item | undefined {
  if (isJsonObject(item) && item['host'] !== undefined) {
    const fields = new FieldReader(at(), item, findings);
    fields.refuseOthers(hostKeys, ' beside "host"');
    const source = readHost(fields, item['host'], ownCheckOf(fields, check, known), findings);
    return source === undefined ? undefined : { kind: 'host', source };
  }
  const candidate = readAddress(at, item, check, known, findings);
  return candidate === undefined ? undefined : { kind: 'address', candidate };
}

/** That of the item, or else that of the name. */
function ownCheckOf(
  { path, object }: FieldReader,
  check: CheckPlan | undefined,
  known: KnownCandidates,
): CheckPlan | undefined {
  const { check: own } = object;
  if (own === undefined) return check;
  return own === noCheck ? undefined : known.readCheck(`${path}.check`, own);
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
  fields.refuseOthers([...addressKeys, 'host']);
  const { ip } = item;
  if (typeof ip !== 'string') {
    if (ip === undefined) fields.reject('ip', 'name the address that the check is for');
    else fields.error('ip', `${kindOfJson(ip)} is not an IPv4 or IPv6 address`);
    return undefined;
  }
  return known.find(() => `${at()}.ip`, ip, ownCheckOf(fields, check, known));
}
