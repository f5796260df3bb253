// Records -> the bytes that follow the question in a reply. Names are compressed (RFC 1035 §4.1.4) against the
// question's name and against what was written before. Refuses to know where the result is kept.

import { type ByteString, writeByteString } from '../base/byte-string.ts';
import { invariant } from '../base/invariant.ts';
import {
  fixedRecordOctets,
  headerOctets,
  messageOctetsMax,
  optOctets,
  pointerFlags,
  pointerOctets,
  pointerReachOctets,
  questionTailOctets,
} from '../wire/message-format.ts';
import { isWildcard, type Name, nameOctetsMax, parentOf, rootName } from '../wire/name.ts';
import { RecordClass, RecordType } from '../wire/protocol.ts';
import { compressibleNames, endOfName, type Rdata } from '../wire/rdata.ts';
import type { RRset } from '../wire/rrset.ts';

export interface OwnedRRset {
  readonly owner: Name;
  readonly rrset: RRset;
}

export interface Sections {
  readonly answer: readonly OwnedRRset[];
  readonly authority: readonly OwnedRRset[];
  readonly additional: readonly OwnedRRset[];
  /** How many RRsets of the additional section must come along (RFC 9471 §3.1). */
  readonly glueCount?: number;
}

export interface CompiledAnswer {
  readonly body: Uint8Array;
  /** Length of answer and authority sections: without them the reply would be a lie, so it is truncated instead. */
  readonly requiredOctets: number;
  /** The same and necessary glue. */
  readonly neededOctets: number;
  readonly answerCount: number;
  readonly authorityCount: number;
  readonly additionalCount: number;
  /** Ends of RRsets in the additional section: shorter replies that are still whole (RFC 2181 §9). */
  readonly cuts: readonly { readonly octets: number; readonly additionalCount: number }[];
  /** The first `count` records, `octets` each, may be rotated; 0 when there is nothing to rotate. Signatures stay behind. */
  readonly rotation: { readonly count: number; readonly octets: number };
  /** Positions in the body of pointers to the question's whole name, and of all others, which grow with that name. */
  readonly anchors: readonly number[];
  readonly shifts: readonly number[];
  readonly questionNameOctets: number;
}

/**
 * How the reply's question relates to the name that the answer is compiled for: it is that name, a name below it
 * (a negative answer, which is compiled for the apex, a referral, a DNAME), or a name that a wildcard stands in for.
 */
export type Placement = 'exact' | 'below' | 'wildcard';

/**
 * What may stand between the question and an answer: CNAMEs and DNAMEs that led to it, with their signatures. Eight of them
 * with two signatures of RSA each have room, and no datagram holds so many octets.
 */
export const chainOctetsMax = 4096;
/** An answer may move by a name's length and by such a chain, and must stay within the reach of pointers. */
const pointerTargetMax = pointerReachOctets - 1 - nameOctetsMax - chainOctetsMax;
/** What a message can hold behind header, the longest question and an OPT record. */
const bodyOctetsMax = messageOctetsMax - headerOctets - nameOctetsMax - questionTailOctets - optOctets;

export function compileAnswer(name: Name, sections: Sections, placement: Placement): CompiledAnswer {
  const writer = new BodyWriter(name, placement);
  let firstOctets = 0;
  for (const { owner, rrset } of sections.answer) {
    writer.writeRRset(owner, rrset);
    firstOctets ||= writer.length;
  }
  for (const { owner, rrset } of sections.authority) writer.writeRRset(owner, rrset);
  const requiredOctets = writer.length;
  const cuts: { octets: number; additionalCount: number }[] = [];
  let additionalCount = 0;
  let neededOctets = requiredOctets;
  for (const [index, { owner, rrset }] of sections.additional.entries()) {
    // A courtesy that no message can hold is left out, with what would follow it (RFC 2181 §9).
    if (!writer.tryRRset(owner, rrset)) break;
    additionalCount += rrset.rdatas.length;
    cuts.push({ octets: writer.length, additionalCount });
    if (index < (sections.glueCount ?? 0)) neededOctets = writer.length;
  }
  return {
    body: writer.body(),
    requiredOctets,
    neededOctets,
    answerCount: countRecords(sections.answer),
    authorityCount: countRecords(sections.authority),
    additionalCount,
    cuts,
    rotation: rotationOf(sections.answer, firstOctets),
    anchors: writer.anchors,
    shifts: writer.shifts,
    questionNameOctets: name.length,
  };
}

/** The first RRset, if its records are equally long: it can be rotated by moving blocks of bytes. */
function rotationOf(answer: readonly OwnedRRset[], firstOctets: number): CompiledAnswer['rotation'] {
  const [first] = answer;
  if (first === undefined) return { count: 0, octets: 0 };
  const { type, rdatas } = first.rrset;
  const isUniform = rdatas.every(
    (rdata) => rdata.length === rdatas[0]?.length && compressibleNames(type, rdata).length === 0,
  );
  if (rdatas.length < 2 || !isUniform) return { count: 0, octets: 0 };
  return { count: rdatas.length, octets: firstOctets / rdatas.length };
}

function countRecords(section: readonly OwnedRRset[]): number {
  return section.reduce((count, { rrset }) => count + rrset.rdatas.length, 0);
}

/** Where bodies are written, one after the other: a hundred thousand of them need not leave as many buffers behind. */
let scratch = new Uint8Array(4096);

class BodyWriter {
  #bytes = scratch;
  #view = new DataView(scratch.buffer);
  readonly anchors: number[] = [];
  readonly shifts: number[] = [];
  /** Where in the message a name (with all that follows it) can be pointed to. */
  readonly #known = new Map<Name, { readonly position: number; readonly isAnchor: boolean }>();
  readonly #bodyStart: number;
  readonly #floats: boolean;
  length = 0;

  constructor(questionName: Name, placement: Placement) {
    this.#bodyStart = headerOctets + questionName.length + questionTailOctets;
    this.#floats = placement !== 'exact';
    for (let suffix: Name | undefined = questionName; suffix !== undefined; suffix = parentOf(suffix)) {
      const position = headerOctets + questionName.length - suffix.length;
      if (suffix === rootName) break;
      // What is written as the wildcard's own name becomes the name that was asked for: the whole question.
      const isAnchor = placement !== 'below' && suffix === questionName;
      this.#known.set(suffix, { position, isAnchor });
    }
  }

  writeRRset(owner: Name, rrset: RRset): void {
    const fits = this.tryRRset(owner, rrset);
    invariant(fits, 'configuration lets no RRset through that a message cannot hold');
  }

  /** False, and the body ends where it did, when a message cannot hold it; nothing may be written after that. */
  tryRRset(owner: Name, rrset: RRset): boolean {
    const { length } = this;
    const counts = [this.anchors.length, this.shifts.length] as const;
    for (const rdata of rrset.rdatas) {
      this.#reserve(owner.length + fixedRecordOctets + rdata.length);
      this.#writeName(owner);
      this.#view.setUint16(this.length, rrset.type);
      this.#view.setUint16(this.length + 2, RecordClass.IN);
      this.#view.setUint32(this.length + 4, rrset.ttlSeconds);
      const lengthAt = this.length + 8;
      this.length += fixedRecordOctets;
      this.#writeRdata(rrset.type, rdata);
      this.#view.setUint16(lengthAt, this.length - lengthAt - 2);
    }
    if (this.length <= bodyOctetsMax) return true;
    this.length = length;
    [this.anchors.length, this.shifts.length] = counts;
    return false;
  }

  body(): Uint8Array {
    return this.#bytes.slice(0, this.length);
  }

  #writeRdata(type: number, rdata: Rdata): void {
    let at = 0;
    // The look-up of the target reads it, and the records found there point to it: it has to stand in one piece.
    const isTarget = type === RecordType.CNAME;
    for (const nameAt of isTarget ? [] : compressibleNames(type, rdata)) {
      this.#copy(rdata.slice(at, nameAt) as ByteString);
      at = endOfName(rdata, nameAt);
      const name = rdata.slice(nameAt, at) as string as Name;
      // Written out literally, a wildcard's name must stay what it is and not become the name that was asked for.
      this.#writeName(name, this.#floats && isWildcard(name));
    }
    this.#copy(rdata.slice(at) as ByteString);
  }

  #writeName(name: Name, literally = false): void {
    let rest: Name | undefined = name;
    for (; rest !== undefined && rest !== rootName; rest = parentOf(rest)) {
      const known = this.#known.get(rest);
      if (known !== undefined && !(literally && rest === name)) {
        (known.isAnchor ? this.anchors : this.shifts).push(this.length);
        this.#view.setUint16(this.length, pointerFlags | known.position);
        this.length += pointerOctets;
        return;
      }
      const position = this.#bodyStart + this.length;
      // What is known stays: a wildcard that was written literally must not be pointed to as an owner.
      if (position <= pointerTargetMax && known === undefined) {
        this.#known.set(rest, { position, isAnchor: false });
      }
      this.#copy(rest.slice(0, 1 + rest.charCodeAt(0)) as ByteString);
    }
    this.#view.setUint8(this.length++, 0);
  }

  #copy(bytes: ByteString): void {
    this.length = writeByteString(bytes, this.#bytes, this.length);
  }

  #reserve(octets: number): void {
    if (this.length + octets <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.length + octets));
    grown.set(this.#bytes);
    this.#bytes = grown;
    scratch = grown;
    this.#view = new DataView(grown.buffer);
  }
}
