// Zone -> master file (RFC 1035 §5), for people and for other servers' tools. A signed zone comes with its signatures.

import { type Name, printName, sortNames } from '../wire/name.ts';
import { printRdata } from '../wire/print-rdata.ts';
import { printRecordType, RecordType } from '../wire/protocol.ts';
import type { Rdata } from '../wire/rdata.ts';
import type { RRset } from '../wire/rrset.ts';
import type { SignedRRset, Zone } from './zone.ts';

/** What to remark behind a record, for example under which condition it is published. */
export type Annotate = (name: Name, type: number, rdata: Rdata) => string | undefined;

export function printZone(zone: Zone, annotate: Annotate = () => undefined): string {
  const lines = [`$ORIGIN ${printName(zone.apex)}`];
  const print = (name: Name, rrset: RRset | undefined) => {
    for (const rdata of rrset?.rdatas ?? []) {
      const remark = annotate(name, rrset?.type ?? 0, rdata);
      const record = [
        printName(name),
        rrset?.ttlSeconds,
        'IN',
        printRecordType(rrset?.type ?? 0),
        printRdata(rrset?.type ?? 0, rdata),
      ].join('\t');
      lines.push(remark === undefined ? record : `${record}\t; ${remark}`);
    }
  };
  const hashed = new Map<Name, SignedRRset>();
  for (const name of sortNames(zone.nodes.names())) {
    const signed = zone.security?.nodes.get(name);
    for (const rrset of inCustomaryOrder(zone.nodes.get(name) ?? [])) {
      print(name, rrset);
      print(name, signed?.signatures.get(rrset.type));
    }
    const denial = signed?.denial;
    if (denial === undefined) continue;
    if (denial.owner === name) printDenial(denial);
    else hashed.set(denial.owner, denial);
  }
  for (const owner of sortNames(hashed.keys())) {
    const denial = hashed.get(owner);
    if (denial !== undefined) printDenial(denial);
  }
  return `${lines.join('\n')}\n`;

  function printDenial({ owner, rrset, signatures }: SignedRRset): void {
    print(owner, rrset);
    print(owner, signatures);
  }
}

/** Readers expect SOA and NS first; the rest goes by type number. */
function inCustomaryOrder(node: readonly RRset[]): RRset[] {
  const first: readonly number[] = [RecordType.NS, RecordType.SOA];
  return [...node].sort((a, b) => first.indexOf(b.type) - first.indexOf(a.type) || a.type - b.type);
}
