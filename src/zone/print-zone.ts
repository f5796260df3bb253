// Zone -> master file (RFC 1035 §5), for people and for other servers' tools.

import { compareNames, type Name, printName } from '../wire/name.ts';
import { printRecordType, RecordType } from '../wire/protocol.ts';
import { printRdata, type Rdata } from '../wire/rdata.ts';
import type { RRset } from '../wire/rrset.ts';
import type { Zone } from './zone.ts';

/** What to remark behind a record, for example under which condition it is published. */
export type Annotate = (name: Name, type: number, rdata: Rdata) => string | undefined;

export function printZone(zone: Zone, annotate: Annotate = () => undefined): string {
  const lines = [`$ORIGIN ${printName(zone.apex)}`];
  for (const name of [...zone.nodes.names()].sort(compareNames)) {
    for (const rrset of inCustomaryOrder(zone.nodes.get(name) ?? [])) {
      for (const rdata of rrset.rdatas) {
        const remark = annotate(name, rrset.type, rdata);
        const record = [
          printName(name),
          rrset.ttlSeconds,
          'IN',
          printRecordType(rrset.type),
          printRdata(rrset.type, rdata),
        ].join('\t');
        lines.push(remark === undefined ? record : `${record}\t; ${remark}`);
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Readers expect SOA and NS first; the rest goes by type number. */
function inCustomaryOrder(node: readonly RRset[]): RRset[] {
  const first: readonly number[] = [RecordType.NS, RecordType.SOA];
  return [...node].sort((a, b) => first.indexOf(b.type) - first.indexOf(a.type) || a.type - b.type);
}
