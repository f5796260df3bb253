// The numbers of the DNS protocol that this program uses, as IANA registers them.

export const RecordType = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  MB: 7,
  MG: 8,
  MR: 9,
  PTR: 12,
  HINFO: 13,
  MINFO: 14,
  MX: 15,
  TXT: 16,
  RP: 17,
  AFSDB: 18,
  RT: 21,
  PX: 26,
  AAAA: 28,
  LOC: 29,
  SRV: 33,
  NAPTR: 35,
  KX: 36,
  CERT: 37,
  DNAME: 39,
  OPT: 41,
  DS: 43,
  SSHFP: 44,
  RRSIG: 46,
  NSEC: 47,
  DNSKEY: 48,
  DHCID: 49,
  NSEC3: 50,
  NSEC3PARAM: 51,
  TLSA: 52,
  SMIMEA: 53,
  CDS: 59,
  CDNSKEY: 60,
  OPENPGPKEY: 61,
  SVCB: 64,
  HTTPS: 65,
  SPF: 99,
  EUI48: 108,
  EUI64: 109,
  TKEY: 249,
  TSIG: 250,
  IXFR: 251,
  AXFR: 252,
  MAILB: 253,
  MAILA: 254,
  ANY: 255,
  URI: 256,
  CAA: 257,
} as const;

/** The types of records that hold addresses. */
export const addressTypes = [
  { family: 4, type: RecordType.A },
  { family: 6, type: RecordType.AAAA },
] as const;

export function isAddressType(type: number): boolean {
  return type === RecordType.A || type === RecordType.AAAA;
}

export const RecordClass = { IN: 1, CH: 3, NONE: 254, ANY: 255 } as const;

/** The DNSSEC algorithms that are not discouraged for signing (RFC 8624 §3.1). */
export const SecurityAlgorithm = {
  RSASHA256: 8,
  RSASHA512: 10,
  ECDSAP256SHA256: 13,
  ECDSAP384SHA384: 14,
  ED25519: 15,
  ED448: 16,
} as const;

export type SecurityAlgorithm = (typeof SecurityAlgorithm)[keyof typeof SecurityAlgorithm];

/** How a DS record digests a key (RFC 4509, RFC 6605 §2). */
export const DigestType = { SHA256: 2, SHA384: 4 } as const;

export type DigestType = (typeof DigestType)[keyof typeof DigestType];

export const Opcode = { QUERY: 0, IQUERY: 1, STATUS: 2, NOTIFY: 4, UPDATE: 5 } as const;

export const ResponseCode = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  /** RFC 6672 §2.2: a DNAME leads to a name that is too long. */
  YXDOMAIN: 6,
  /** RFC 2136 §2.2 */
  YXRRSET: 7,
  NXRRSET: 8,
  NOTAUTH: 9,
  NOTZONE: 10,
  /** Extended (RFC 6891 §9): its upper eight bits travel in the OPT record. */
  BADVERS: 16,
  /** RFC 7873 §8. */
  BADCOOKIE: 23,
} as const;

/** Options of EDNS: RFC 5001, 7873, 7828 and 8914. */
export const EdnsOption = {
  NSID: 3,
  COOKIE: 10,
  TCP_KEEPALIVE: 11,
  PADDING: 12,
  EXTENDED_ERROR: 15,
} as const;

/** What a server may say of itself, by NSID or as a text: with the longest question and all other options a reply still fits into 512 octets. */
export const serverIdOctetsMax = 128;

/** Extended DNS errors (RFC 8914 §4). */
export const ExtendedError = {
  OTHER: 0,
  PROHIBITED: 18,
  NOT_AUTHORITATIVE: 20,
  NOT_SUPPORTED: 21,
} as const;

export type ExtendedError = (typeof ExtendedError)[keyof typeof ExtendedError];

export function printSecurityAlgorithm(algorithm: number): string {
  return securityAlgorithmNames.get(algorithm) ?? String(algorithm);
}

const securityAlgorithmNames = new Map<number, string>(
  Object.entries(SecurityAlgorithm).map(([name, algorithm]) => [algorithm, name]),
);

const typeMnemonics = new Map<number, string>(Object.entries(RecordType).map(([name, type]) => [type, name]));

/** The type's mnemonic, or TYPE123 when it has none here (RFC 3597 §5). */
export function printRecordType(type: number): string {
  return typeMnemonics.get(type) ?? `TYPE${type}`;
}

const typeNumbers = new Map<string, number>(Object.entries(RecordType));

/** Whether records of that type can stand in a zone: OPT and those from 128 to 255 live in messages (RFC 6895 §3.1). */
export function isZoneType(type: number): boolean {
  return type !== RecordType.OPT && (type < 128 || type > 255);
}

/** Reads `A`, `aaaa` or `TYPE65`. */
export function parseRecordType(text: string): number | undefined {
  const upper = text.toUpperCase();
  const known = typeNumbers.get(upper);
  const number = /^TYPE(\d{1,5})$/.exec(upper)?.[1];
  const type = known ?? (number === undefined ? undefined : Number(number));
  return type !== undefined && type >= 1 && type <= 0xffff ? type : undefined;
}

const codeMnemonics = new Map<number, string>(
  Object.entries(ResponseCode).map(([name, code]) => [code, name]),
);

/** The response code's mnemonic, or RCODE12 when it has none here. */
export function printResponseCode(code: number): string {
  return codeMnemonics.get(code) ?? `RCODE${code}`;
}
