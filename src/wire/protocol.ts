// Numbers of the DNS protocol, as the registry of the IANA has them. Only those that this program speaks of.

export const RecordType = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  OPT: 41,
  TKEY: 249,
  TSIG: 250,
  IXFR: 251,
  AXFR: 252,
  MAILB: 253,
  MAILA: 254,
  ANY: 255,
} as const;

export const RecordClass = { IN: 1, CH: 3, NONE: 254, ANY: 255 } as const;

export const Opcode = { QUERY: 0, IQUERY: 1, STATUS: 2, NOTIFY: 4, UPDATE: 5 } as const;

export const ResponseCode = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  /** Extended (RFC 6891 §9): its upper eight bits travel in the OPT record. */
  BADVERS: 16,
} as const;

const typeMnemonics = new Map<number, string>(Object.entries(RecordType).map(([name, type]) => [type, name]));

/** The type's mnemonic, or TYPE123 for one without (RFC 3597 §5). */
export function printRecordType(type: number): string {
  return typeMnemonics.get(type) ?? `TYPE${type}`;
}
