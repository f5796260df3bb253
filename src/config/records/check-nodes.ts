// What cannot stand at one name together, and what cannot stand at all. Refuses to know other names.

import { quote } from '../../base/quote.ts';
import {
  apexOwner,
  completeName,
  isWildcard,
  type Name,
  nameOctetsMax,
  printName,
  printOwner,
  type RelativeName,
} from '../../wire/name.ts';
import { isAddressType, printRecordType, RecordType } from '../../wire/protocol.ts';
import type { StaticRRset } from '../../zone/static-records.ts';
import type { Findings } from '../findings/finding.ts';
import { isOpen } from './fold-addresses.ts';
import { printWhereabouts, type Whereabouts, type ZoneView } from './zone-view.ts';

/** A message has 65,535 octets; leaves room for signatures. */
export const answerOctetsMax = 60_000;
/** A pointer as owner, then type, class, TTL and length. */
export const recordOctets = 12;

/** May stand beside a CNAME (RFC 4034 §4, RFC 2181 §10.1). */
const besideAlias: ReadonlySet<number> = new Set([RecordType.CNAME, RecordType.RRSIG, RecordType.NSEC]);

/** Of these there is only one at a name (RFC 2181 §10.1, RFC 6672 §2.4). */
const singular: readonly number[] = [RecordType.CNAME, RecordType.DNAME];

/** `longest`: of the zone and its aliases. */
export function checkNodes(view: ZoneView, longest: Name, findings: Findings): void {
  for (const [owner, rrsets] of view.records) {
    if (completeName(owner, longest) === undefined) {
      const { path, place } = view.whereIs(owner, rrsets[0]?.type ?? 0);
      const message = `${name(owner)} is longer than ${nameOctetsMax} octets in the zone "${printName(longest)}"`;
      findings.error(path, message, place);
      continue;
    }
    for (const rrset of rrsets) checkRRset(view, owner, rrset, findings);
    if (rrsets.some(({ type }) => type === RecordType.CNAME)) checkAlias(view, owner, rrsets, findings);
    checkTwice(view, owner, rrsets, findings);
  }
}

function checkRRset(view: ZoneView, owner: RelativeName, rrset: StaticRRset, findings: Findings): void {
  const { type, rdatas } = rrset;
  const where = () => view.whereIs(owner, type);
  const warn = (message: string) => report(findings, 'warn', where(), message);
  const reject = (message: string) => report(findings, 'error', where(), message);
  const shown = printRecordType(type);
  // The same record twice is one.
  if (rdatas.length > 1 && singular.includes(type)) {
    const count = new Set(rdatas.map((rdata) => view.complete(rdata))).size;
    if (count > 1) reject(`${name(owner)} has ${count} ${shown} records; keep one`);
  }
  if (isWildcard(owner) && (type === RecordType.NS || type === RecordType.DNAME))
    warn(`${name(owner)} has ${shown} records at a wildcard, which servers and resolvers treat differently`);
  if (type === RecordType.DS && owner === apexOwner)
    reject('has DS records for the zone itself, which belong into the zone above; remove them');
  else if (type === RecordType.DS && view.rrsetAt(owner, RecordType.NS) === undefined)
    warn(`${name(owner)} has DS records but no NS records: it is not delegated, and nobody looks at them`);
  const octets = rdatas.reduce((sum, rdata) => sum + recordOctets + view.complete(rdata).length, 0);
  if (octets > answerOctetsMax)
    reject(
      `${name(owner)} has ${rdatas.length} ${shown} records of ${octets} octets in all; at most ${answerOctetsMax} fit into an answer`,
    );
}

/** RFC 1034 §3.6.2 */
function checkAlias(
  view: ZoneView,
  owner: RelativeName,
  rrsets: readonly StaticRRset[],
  findings: Findings,
): void {
  const where = view.whereIs(owner, RecordType.CNAME);
  if (owner === apexOwner) {
    const wayOut = 'write its target as "alias" of "@" in the configuration instead';
    report(
      findings,
      'error',
      where,
      `is a CNAME at the zone itself, which has SOA and NS records; ${wayOut}`,
    );
    return;
  }
  const beside = rrsets.find(({ type }) => !besideAlias.has(type));
  const other = beside === undefined ? describeOther(view, owner) : describe(view, owner, beside.type);
  if (other === undefined) return;
  const message = `${name(owner)} has a CNAME record beside ${other}; a CNAME stands alone, so remove one of them`;
  report(findings, 'error', where, message);
}

/** What an entry of the configuration makes at the name, beside its records. */
function describeOther(view: ZoneView, owner: RelativeName): string | undefined {
  const at = `(${view.pathOf(owner)})`;
  if (view.resolutions.has(owner)) return `addresses ${at}`;
  if (view.services.has(owner)) return `a service ${at}`;
  if (view.bindings.has(owner)) return `a service binding ${at}`;
  return undefined;
}

function describe(view: ZoneView, owner: RelativeName, type: number): string {
  return `${printRecordType(type)} records (${printWhereabouts(view.whereIs(owner, type))})`;
}

/** Records of a type that the entry makes by itself, following health. */
function checkTwice(
  view: ZoneView,
  owner: RelativeName,
  rrsets: readonly StaticRRset[],
  findings: Findings,
): void {
  const resolution = view.resolutions.get(owner);
  const address = rrsets.find(({ type }) => isAddressType(type));
  if (resolution !== undefined && address !== undefined && !isOpen(resolution)) {
    const what =
      resolution.madeOf === undefined
        ? 'addresses that are checked'
        : 'the address of a host made for a service';
    const wayOut = 'remove the record, or list its address in "ips"';
    const message = `${name(owner)} has ${printRecordType(address.type)} records beside ${what} (${view.pathOf(owner)}); ${wayOut}`;
    report(findings, 'error', view.whereIs(owner, address.type), message);
  }
  const made = [
    ...(view.services.has(owner) ? [{ type: RecordType.SRV, key: 'srv' }] : []),
    ...(view.bindings.get(owner) ?? []).map(({ type }) => ({
      type,
      key: type === RecordType.HTTPS ? 'https' : 'svcb',
    })),
  ];
  for (const { type, key } of made) {
    if (!rrsets.some((rrset) => rrset.type === type)) continue;
    const message = `${name(owner)} has ${printRecordType(type)} records beside "${key}" (${view.pathOf(owner)}); write all of them in one place`;
    report(findings, 'error', view.whereIs(owner, type), message);
  }
}

function report(
  findings: Findings,
  severity: 'error' | 'warn',
  { path, place }: Whereabouts,
  message: string,
): void {
  findings[severity](path, message, place);
}

function name(owner: RelativeName): string {
  return quote(printOwner(owner));
}
