// A reply -> what it says, in a form that can be compared: header bits that matter, sections as sets of records, names in
// their data written out.

import { RecordType } from '../../../src/wire/protocol.ts';
import { walkMessage, walkName } from '../dns/walk-message.ts';

export interface SaidRecord {
  /** Lower-cased wire form as Latin-1 text, as all names here. */
  readonly owner: string;
  readonly type: number;
  readonly ttl: number;
  /** Names in it are written out. The serial of an SOA is left out: a server may count on from that of its file. */
  readonly data: string;
  /** Everything together: equal records have equal keys. */
  readonly key: string;
}

export type SaidSection = ReadonlyMap<string, SaidRecord>;

export interface Outcome {
  readonly code: number;
  readonly isAuthoritative: boolean;
  readonly isTruncated: boolean;
  /** RA, AD and CD: for resolvers. */
  readonly resolverBits: number;
  readonly hasOpt: boolean;
  readonly answer: SaidSection;
  readonly authority: SaidSection;
  /** Without OPT. */
  readonly additional: SaidSection;
}

const serialOctets = 4;
/** Octets before the names in the data, and how many names there are; what follows them is copied. */
const namesInData: ReadonlyMap<number, readonly [before: number, names: number]> = new Map([
  [2, [0, 1]],
  [5, [0, 1]],
  [6, [0, 2]],
  [12, [0, 1]],
  [15, [2, 1]],
  [17, [0, 2]],
  [18, [2, 1]],
  [33, [6, 1]],
  [39, [0, 1]],
]);

/** Throws when the reply is malformed. */
export function readOutcome(octets: Buffer): Outcome {
  const { flags, records } = walkMessage(octets);
  const sections = { answer: new Map(), authority: new Map(), additional: new Map() } as const;
  let hasOpt = false;
  let upperCode = 0;
  for (const { section, owner, type, ttl, dataStart, end } of records) {
    if (type === RecordType.OPT) {
      hasOpt = true;
      upperCode = ttl >>> 24;
      continue;
    }
    const data = readData(octets, type, dataStart, end);
    const key = keyOf(owner, type, ttl, data);
    sections[section].set(key, { owner, type, ttl, data, key });
  }
  return {
    code: (upperCode << 4) | (flags & 0x0f),
    isAuthoritative: (flags & 0x0400) !== 0,
    isTruncated: (flags & 0x0200) !== 0,
    resolverBits: flags & 0x00b0,
    hasOpt,
    ...sections,
  };
}

export function keyOf(owner: string, type: number, ttl: number, data: string): string {
  return `${ttl} ${type} ${owner.length} ${owner}${data}`;
}

function readData(octets: Buffer, type: number, start: number, end: number): string {
  const form = namesInData.get(type);
  if (form === undefined) return octets.toString('latin1', start, end);
  const [before, names] = form;
  let at = start + before;
  let data = octets.toString('latin1', start, at);
  for (let count = 0; count < names; count++) {
    const walked = walkName(octets, at);
    data += walked.name;
    at = walked.end;
  }
  if (type === RecordType.SOA) at += serialOctets;
  return data + octets.toString('latin1', at, end);
}
