// --zone-resolutions: which names there are, what they resolve to, and how that is checked. What an entry says about
// services is collected by src/config/service-parts.ts.

import type { CandidateAddress, Resolution } from '../health/resolution.ts';
import { tcpTarget } from '../health/target.ts';
import { parseIpAddress } from '../wire/ip-address.ts';
import { completeName, type Name, parseOwner, printName, type RelativeName } from '../wire/name.ts';
import { checkKeys } from './check-keys.ts';
import { explainNameProblem } from './explain-name.ts';
import type { Findings } from './finding.ts';
import { printPath } from './print-path.ts';
import { isJsonObject, type Json, kindOfJson } from './read-json.ts';
import { type Names, ServiceParts } from './service-parts.ts';
import { suggestRelative } from './suggest-relative.ts';

const root = 'zone-resolutions';
export const entryKeys = ['ips', 'health_port', 'srv', 'service', 'txt'] as const;
const serviceEntryKeys = ['srv', 'txt'] as const;
/**
 * A reply over TCP holds 65,535 octets (RFC 1035 §4.2.2), which is about 2,300 IPv6 addresses or 4,000 IPv4 ones; more
 * could not be answered at all.
 */
const addressesPerNameMax = 2000;

export function readResolutions(json: Json, zones: readonly Name[], findings: Findings): Names {
  if (!isJsonObject(json)) {
    findings.error(root, `is ${kindOfJson(json)}; write an object, as in {"www": ["192.0.2.1"]}`);
    return { resolutions: [], services: [], texts: [] };
  }
  const resolutions = new Map<RelativeName, Resolution>();
  const owners = new Map<RelativeName, string>();
  const parts = new ServiceParts(zones, findings);
  // Of a hundred thousand names most share their backends, and then what is known of these too.
  const known: KnownCandidates = new Map();
  for (const label of Object.keys(json)) {
    const entry = json[label] as Json;
    const owner = readOwner(label, zones, findings);
    const candidates = readEntry(label, entry, known, findings);
    if (owner === undefined) continue;
    const twin = owners.get(owner);
    if (twin !== undefined) {
      findings.error(printPath(root, label), `is the same name as "${twin}"; merge the two`);
      continue;
    }
    owners.set(owner, label);
    const resolution: Resolution = { owner, label, candidates };
    if (candidates.length > 0 || !isServiceEntry(entry)) resolutions.set(owner, resolution);
    if (isJsonObject(entry)) parts.read(printPath(root, label), resolution, entry);
  }
  return parts.complete(resolutions, owners);
}

/** An entry that is only about a service has no addresses, and needs none. */
function isServiceEntry(entry: Json): boolean {
  return isJsonObject(entry) && entry['ips'] === undefined && serviceEntryKeys.some((key) => key in entry);
}

function readOwner(label: string, zones: readonly Name[], findings: Findings): RelativeName | undefined {
  const path = printPath(root, label);
  if (label.length > 1 && label.endsWith('.')) {
    findings.error(
      path,
      `"${label}" ends with a dot; names are relative to the zone${suggestRelative(label, zones)}`,
    );
    return undefined;
  }
  const owner = parseOwner(label);
  if (!owner.ok) {
    const hint = owner.problem.kind === 'empty' ? ', or "@" for the zone itself' : '';
    findings.error(path, explainNameProblem(label, owner.problem) + hint);
    return undefined;
  }
  for (const zone of zones) {
    if (completeName(owner.value, zone) !== undefined) continue;
    findings.error(path, `"${label}" and the zone "${printName(zone)}" are more than 255 octets together`);
    return undefined;
  }
  const relative = suggestRelative(`${label}.`, zones);
  if (relative !== '')
    findings.warn(path, `"${label}" is relative to the zone and repeats its name${relative}`);
  return owner.value;
}

/** By port, or nothing for those that need no check; then by the address as it was written. */
type KnownCandidates = Map<number | undefined, Map<string, CandidateAddress>>;

function readEntry(
  label: string,
  entry: Json,
  known: KnownCandidates,
  findings: Findings,
): CandidateAddress[] {
  const path = printPath(root, label);
  if (Array.isArray(entry)) return readAddresses(path, entry, undefined, known, findings);
  if (!isJsonObject(entry)) {
    const forms = '["192.0.2.1"] or {"ips": ["192.0.2.1"], "health_port": 80}';
    findings.error(path, `is ${kindOfJson(entry)}; write ${forms}`);
    return [];
  }
  checkKeys(path, entry, entryKeys, findings);
  if (isServiceEntry(entry)) {
    for (const key of ['health_port', 'service'] as const) {
      if (key in entry) findings.error(`${path}.${key}`, 'has no effect without "ips"');
    }
    return [];
  }
  // What a service says of static addresses is worth as much as the addresses.
  const isStatic =
    entry['health_port'] === undefined && ['service', 'txt', 'srv'].some((key) => key in entry);
  const port = isStatic ? undefined : readHealthPort(path, entry['health_port'], findings);
  const { ips } = entry;
  if (ips === undefined) {
    findings.error(`${path}.ips`, 'is missing; list the addresses of the name');
    return [];
  }
  const candidates = readAddresses(`${path}.ips`, ips, port, known, findings);
  return port === undefined && !isStatic ? [] : candidates;
}

function readHealthPort(path: string, value: Json | undefined, findings: Findings): number | undefined {
  const at = `${path}.health_port`;
  if (value === undefined) {
    findings.error(
      at,
      'is missing; name the TCP port to check, or write a plain array for addresses that need no check',
    );
    return undefined;
  }
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535) return value;
  findings.error(at, `is ${kindOfJson(value)}; write a port number from 1 to 65535, without quotes`);
  return undefined;
}

function readAddresses(
  path: string,
  json: Json,
  port: number | undefined,
  known: KnownCandidates,
  findings: Findings,
): CandidateAddress[] {
  if (!Array.isArray(json)) {
    findings.error(
      path,
      `is ${kindOfJson(json)}; write an array of addresses, as in ["192.0.2.1", "2001:db8::1"]`,
    );
    return [];
  }
  const list = json as readonly Json[];
  if (list.length === 0) findings.error(path, 'is empty; list at least one address');
  if (list.length > addressesPerNameMax) {
    findings.error(path, `has ${list.length} addresses; at most ${addressesPerNameMax} fit into an answer`);
  }
  const candidates: CandidateAddress[] = [];
  const seen = new Set<string>();
  for (const [index, item] of list.entries()) {
    const candidate = typeof item === 'string' ? findCandidate(item, port, known) : undefined;
    if (candidate === undefined) {
      findings.error(printPath(path, index), `${kindOfJson(item)} is not an IPv4 or IPv6 address`);
      continue;
    }
    const { text } = candidate.address;
    if (seen.has(text)) findings.warn(printPath(path, index), `"${text}" stands there twice; one is enough`);
    else candidates.push(candidate);
    seen.add(text);
  }
  // An array that grew has room for a dozen more: too much for a hundred thousand names.
  return candidates.slice();
}

function findCandidate(
  text: string,
  port: number | undefined,
  known: KnownCandidates,
): CandidateAddress | undefined {
  let ofPort = known.get(port);
  if (ofPort === undefined) {
    ofPort = new Map();
    known.set(port, ofPort);
  }
  const candidate = ofPort.get(text);
  if (candidate !== undefined) return candidate;
  const address = parseIpAddress(text.trim());
  if (address === undefined) return undefined;
  const found = port === undefined ? { address } : { address, target: tcpTarget(address, port) };
  ofPort.set(text, found);
  return found;
}
