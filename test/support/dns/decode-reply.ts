// A reply as dns-packet reads it, in the terms of test/support/dns/reference-answerer.ts: codes, flags, sets of records.

import { type Answer, decode } from 'dns-packet';

export interface DecodedReply {
  readonly code: number;
  readonly isAuthoritative: boolean;
  readonly isTruncated: boolean;
  readonly answer: ReadonlySet<string>;
  readonly authority: ReadonlySet<string>;
  /** Without OPT. */
  readonly additional: ReadonlySet<string>;
  /** The number of records, counting duplicates; includes OPT. */
  readonly recordCount: number;
  /** Code and text of an extended DNS error (RFC 8914). */
  readonly extendedError: string | undefined;
  readonly opt:
    | { readonly payload: number; readonly dnssecOk: boolean; readonly version: number }
    | undefined;
}

interface Opt {
  readonly udpPayloadSize: number;
  readonly extendedRcode: number;
  readonly ednsVersion: number;
  readonly flag_do: boolean;
  readonly options: readonly { readonly code: number; readonly data: Buffer }[];
}

export function decodeReply(octets: Buffer): DecodedReply {
  const { answers = [], authorities = [], additionals = [] } = decode(octets);
  const opts = additionals.filter(({ type }) => type === 'OPT');
  if (opts.length > 1) throw new Error(`${opts.length} OPT records`);
  const opt = opts[0] as Opt | undefined;
  return {
    code: (octets.readUInt8(3) & 0x0f) | ((opt?.extendedRcode ?? 0) << 4),
    isAuthoritative: (octets.readUInt8(2) & 0x04) !== 0,
    isTruncated: (octets.readUInt8(2) & 0x02) !== 0,
    answer: new Set(answers.map(printRecord)),
    authority: new Set(authorities.map(printRecord)),
    additional: new Set(additionals.filter(({ type }) => type !== 'OPT').map(printRecord)),
    recordCount: answers.length + authorities.length + additionals.length,
    extendedError: printOptions(opt?.options ?? []),
    opt:
      opt === undefined
        ? undefined
        : { payload: opt.udpPayloadSize, dnssecOk: opt.flag_do, version: opt.ednsVersion },
  };
}

/** No other option is ever sent, nor two of them. */
function printOptions(options: Opt['options']): string | undefined {
  const [error, ...more] = options;
  if (error === undefined) return undefined;
  if (error.code !== 15 || more.length > 0) throw new Error(`options ${options.map(({ code }) => code)}`);
  return `${error.data.readUInt16BE(0)} ${error.data.toString('utf8', 2)}`;
}

interface Soa {
  readonly mname: string;
  readonly rname: string;
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly minimum: number;
}

interface Srv {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  readonly target: string;
}

interface Ds {
  readonly keyTag: number;
  readonly algorithm: number;
  readonly digestType: number;
  readonly digest: Buffer;
}

function printTarget(name: string): string {
  return name === '.' ? '' : name.toLowerCase();
}

/** Unprintable octets, quotes and backslashes are escaped, as in master files. */
function printString(string: Buffer): string {
  return [...string]
    .map((octet) => {
      const character = String.fromCharCode(octet);
      if (character === '"' || character === '\\') return `\\${character}`;
      return octet < 0x20 || octet > 0x7e ? `\\${String(octet).padStart(3, '0')}` : character;
    })
    .join('');
}

/** Types that dns-packet has no name for. */
const newerTypes: Readonly<Record<string, string>> = { UNKNOWN_64: 'SVCB', UNKNOWN_65: 'HTTPS' };

function printRecord(answer: Answer): string {
  const record = answer as { name: string; type: string; class: string; ttl: number; data: unknown };
  if (record.class !== 'IN') throw new Error(`a record of class ${record.class}`);
  const type = newerTypes[record.type] ?? record.type;
  const owner = record.name === '.' ? '' : record.name.toLowerCase();
  return `${owner} ${record.ttl} ${type} ${printData(type, record.data)}`;
}

function printData(type: string, data: unknown): string {
  if (type === 'NS') return `${(data as string).toLowerCase()}.`;
  if (type === 'CNAME' || type === 'DNAME' || type === 'PTR') return printTarget(data as string);
  if (type === 'MX') {
    const { preference, exchange } = data as { readonly preference: number; readonly exchange: string };
    return `${preference} ${printTarget(exchange)}`;
  }
  if (type === 'DS') {
    const { keyTag, algorithm, digestType, digest } = data as Ds;
    return `${keyTag} ${algorithm} ${digestType} ${digest.toString('hex').toUpperCase()}`;
  }
  if (Buffer.isBuffer(data)) return `\\# ${data.length} ${data.toString('hex')}`;
  if (type === 'SRV') {
    const { priority, weight, port, target } = data as Srv;
    return `${priority} ${weight} ${port} ${target === '.' ? '' : target}.`;
  }
  if (type === 'RRSIG') return (data as { readonly typeCovered: string }).typeCovered;
  if (type === 'TXT')
    return (data as readonly Buffer[]).map((string) => `"${printString(string)}"`).join(' ');
  if (type !== 'SOA') return String(data);
  const { mname, rname, serial, refresh, retry, expire, minimum } = data as Soa;
  return `${mname}. ${rname}. ${serial} ${refresh} ${retry} ${expire} ${minimum}`.toLowerCase();
}
