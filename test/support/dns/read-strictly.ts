// Reads a message as a distrustful resolver would: every count, length and pointer must be right, and every octet must
// belong to something. Written for tests, from the formats of RFC 1035 §4.1 and no existing code.

export interface StrictRecord {
  /** Position of the owner's first octet in the message. */
  readonly at: number;
  readonly owner: string;
  readonly type: number;
  readonly class: number;
  readonly ttlSeconds: number;
  /** As in the message, names in them still compressed. */
  readonly data: Buffer;
  /** The names in the data, in dotted text. */
  readonly names: readonly string[];
  /** True when the owner, or a name in the data, is written with a pointer. */
  readonly hasCompressedOwner: boolean;
  readonly hasCompressedData: boolean;
}

export interface StrictMessage {
  /** Name, type and class of each question, as in the message. */
  readonly questions: readonly Buffer[];
  readonly answers: readonly StrictRecord[];
  readonly authorities: readonly StrictRecord[];
  readonly additionals: readonly StrictRecord[];
}

/** Types whose data has this many names after this many octets; most of the names may be compressed (RFC 3597 §4). */
const namesInData = new Map([
  [2, { skipped: 0, count: 1, tail: 0 }],
  [5, { skipped: 0, count: 1, tail: 0 }],
  [6, { skipped: 0, count: 2, tail: 20 }],
  [12, { skipped: 0, count: 1, tail: 0 }],
  [15, { skipped: 2, count: 1, tail: 0 }],
  // RFC 2782: a name that must not be compressed; `hasCompressedData` shows it.
  [33, { skipped: 6, count: 1, tail: 0 }],
]);
const dataOctets = new Map([
  [1, 4],
  [28, 16],
]);

/** The message, or an error that says what is wrong at which octet. */
export function readStrictly(octets: Uint8Array): StrictMessage {
  const reader = new StrictReader(Buffer.from(octets));
  if (octets.length < 12) throw new Error(`a message of ${octets.length} octets has no header`);
  const count = (index: number) => reader.buffer.readUInt16BE(4 + 2 * index);
  const times = <T>(n: number, read: () => T): T[] => Array.from({ length: n }, read);
  const message = {
    questions: times(count(0), () => reader.readQuestion()),
    answers: times(count(1), () => reader.readRecord()),
    authorities: times(count(2), () => reader.readRecord()),
    additionals: times(count(3), () => reader.readRecord()),
  };
  if (reader.at !== octets.length)
    throw new Error(`${octets.length - reader.at} octets trail at ${reader.at}`);
  return message;
}

class StrictReader {
  readonly buffer: Buffer;
  at = 12;
  /** Where a label of some name starts: the only valid targets of pointers. */
  readonly #labelStarts = new Set<number>();

  constructor(buffer: Buffer) {
    this.buffer = buffer;
  }

  readQuestion(): Buffer {
    const start = this.at;
    const { isCompressed } = this.#readName();
    if (isCompressed) throw new Error(`the question at ${start} is compressed`);
    this.#take(4);
    return this.buffer.subarray(start, this.at);
  }

  readRecord(): StrictRecord {
    const at = this.at;
    const owner = this.#readName();
    const fixed = this.#take(10);
    const type = fixed.readUInt16BE(0);
    const dataAt = this.at;
    const data = this.#take(fixed.readUInt16BE(8));
    const names = this.#readData(type, dataAt, data.length);
    return {
      at,
      owner: owner.text,
      type,
      class: fixed.readUInt16BE(2),
      ttlSeconds: fixed.readUInt32BE(4),
      data,
      names: names.map(({ text }) => text),
      hasCompressedOwner: owner.isCompressed,
      hasCompressedData: names.some(({ isCompressed }) => isCompressed),
    };
  }

  #readData(type: number, start: number, length: number): ReadName[] {
    const expected = dataOctets.get(type);
    if (expected !== undefined && length !== expected) {
      throw new Error(`the data of type ${type} at ${start} has ${length} octets`);
    }
    const form = namesInData.get(type);
    if (form === undefined) return [];
    this.at = start + form.skipped;
    const names = Array.from({ length: form.count }, () => this.#readName());
    this.at += form.tail;
    if (this.at !== start + length) throw new Error(`the data of type ${type} at ${start} does not fit`);
    return names;
  }

  #readName(): ReadName {
    const nameStart = this.at;
    const labels: string[] = [];
    let at = nameStart;
    let octetCount = 1;
    let end: number | undefined;
    /** Every jump must lead to before the labels that it follows, so that it ends. */
    let limit = nameStart;
    for (;;) {
      const octet = this.#octet(at);
      if (octet === 0) break;
      if (octet >= 0xc0) {
        const target = ((octet & 0x3f) << 8) | this.#octet(at + 1);
        if (target >= limit) throw new Error(`the pointer at ${at} leads forward, to ${target}`);
        if (!this.#labelStarts.has(target))
          throw new Error(`the pointer at ${at} leads into nowhere, to ${target}`);
        end ??= at + 2;
        limit = target;
        at = target;
        continue;
      }
      if (octet > 63) throw new Error(`a label of an unknown kind at ${at}`);
      if (at + 1 + octet > this.buffer.length) throw new Error(`the label at ${at} is cut off`);
      octetCount += 1 + octet;
      if (octetCount > 255) throw new Error(`the name at ${nameStart} is too long`);
      labels.push(this.buffer.toString('latin1', at + 1, at + 1 + octet));
      if (end === undefined) this.#labelStarts.add(at);
      at += 1 + octet;
    }
    this.at = end ?? at + 1;
    return { text: labels.join('.'), isCompressed: end !== undefined };
  }

  #octet(at: number): number {
    const octet = this.buffer[at];
    if (octet === undefined) throw new Error(`the message ends at ${at}, in a name`);
    return octet;
  }

  #take(count: number): Buffer {
    if (this.at + count > this.buffer.length)
      throw new Error(`the message ends within ${count} octets at ${this.at}`);
    this.at += count;
    return this.buffer.subarray(this.at - count, this.at);
  }
}

interface ReadName {
  readonly text: string;
  readonly isCompressed: boolean;
}
