// Zone -> master file (RFC 1035 §5), with glue, and signatures if it has any, for people and for the tools of other servers.

import { type Name, printName, sortNames } from '../wire/name.ts';
import { recordFields } from '../wire/presentation/record-fields.ts';
import { RecordType } from '../wire/protocol.ts';
import type { Rdata } from '../wire/rdata.ts';
import type { RRset } from '../wire/rrset.ts';
import { delegationOf } from './boundaries.ts';
import type { SignedRRset, Zone } from './zone.ts';

/** The comment behind a record, such as the condition under which it is published. */
export type Annotate = (name: Name, type: number, rdata: Rdata) => string | undefined;

export function printZone(zone: Zone, annotate: Annotate = () => undefined): string {
  const lines = [`$ORIGIN ${printName(zone.apex)}`];
  const print = (name: Name, rrset: RRset | undefined) => {
    if (rrset === undefined) return;
    const { type, rdatas } = rrset;
    for (const rdata of rdatas) {
      const remark = annotate(name, type, rdata);
      const fields = recordFields(name, rrset, rdata);
      lines.push([...fields, ...(remark === undefined ? [] : [`; ${remark}`])].join('\t'));
    }
  };
  const hashed = new Map<Name, SignedRRset>();
  // Nothing may stand below a DNAME (RFC 6672 §2.4): other servers would refuse the file.
  const glued = [...zone.occluded.names()].filter((name) => delegationOf(zone, name) !== undefined);
  for (const name of sortNames(new Set([...zone.nodes.names(), ...glued]))) {
    const signed = zone.security?.nodes.get(name);
    for (const rrset of inCustomaryOrder(zone.nodes.get(name) ?? [])) {
      print(name, rrset);
      print(name, signed?.signatures.get(rrset.type));
    }
    for (const rrset of inCustomaryOrder(zone.occluded.get(name) ?? [])) print(name, rrset);
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

/** SOA and NS first, as people expect; the rest by type number. */
function inCustomaryOrder(node: readonly RRset[]): RRset[] {
  const first: readonly number[] = [RecordType.NS, RecordType.SOA];
  return [...node].sort((a, b) => first.indexOf(b.type) - first.indexOf(a.type) || a.type - b.type);
}
