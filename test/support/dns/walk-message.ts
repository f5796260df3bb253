// Walks through a DNS message octet by octet and rejects everything that is not exactly as in RFC 1035 §4: pointers only
// go back, counts match, data fills its length, nothing trails. Shares no code with src.

export interface WalkedRecord {
  readonly section: 'answer' | 'authority' | 'additional';
  /** Lower-cased wire form as Latin-1 text. */
  readonly owner: string;
  readonly type: number;
  readonly class: number;
  readonly ttl: number;
  /** Positions in the message: where the record begins, where its data begins, where both end. */
  readonly start: number;
  readonly dataStart: number;
  readonly end: number;
}

export interface WalkedMessage {
  readonly id: number;
  /** Octets 2 and 3. */
  readonly flags: number;
  readonly counts: readonly [number, number, number, number];
  readonly questions: readonly { readonly name: string; readonly type: number; readonly class: number }[];
  /** Position after the question section. */
  readonly questionEnd: number;
  readonly records: readonly WalkedRecord[];
}

/** What is wrong with a message, and where. */
export class MessageFault extends Error {}

const sections = ['answer', 'authority', 'additional'] as const;
const typesWithNames: Readonly<Record<number, number>> = { 2: 1, 5: 1, 12: 1, 6: 2 };
const soaNumberOctets = 20;

export function walkMessage(message: Uint8Array): WalkedMessage {
  if (message.length < 12) throw new MessageFault(`${message.length} octets are no header`);
  const read16 = (at: number) => {
    if (at + 2 > message.length) throw new MessageFault(`two octets at ${at} are missing`);
    return ((message[at] ?? 0) << 8) | (message[at + 1] ?? 0);
  };
  const counts = [read16(4), read16(6), read16(8), read16(10)] as const;
  const questions = [];
  const known = new Map<number, string>();
  let at = 12;
  for (let i = 0; i < counts[0]; i++) {
    const { name, end } = walkName(message, at, known);
    questions.push({ name, type: read16(end), class: read16(end + 2) });
    at = end + 4;
  }
  const questionEnd = at;
  const records: WalkedRecord[] = [];
  for (const [index, section] of sections.entries()) {
    for (let i = counts[index + 1] ?? 0; i > 0; i--) {
      const start = at;
      const { name: owner, end: fixed } = walkName(message, start, known);
      const type = read16(fixed);
      const dataStart = fixed + 10;
      const end = dataStart + read16(fixed + 8);
      if (end > message.length) throw new MessageFault(`the data at ${dataStart} ends behind the message`);
      walkData(message, type, dataStart, end, known);
      const ttl = read16(fixed + 4) * 0x1_0000 + read16(fixed + 6);
      records.push({ section, owner, type, class: read16(fixed + 2), ttl, start, dataStart, end });
      at = end;
    }
  }
  if (at !== message.length) throw new MessageFault(`${message.length - at} octets trail`);
  return { id: read16(0), flags: read16(2), counts, questions, questionEnd, records };
}

function walkData(
  message: Uint8Array,
  type: number,
  start: number,
  end: number,
  known: Map<number, string>,
): void {
  const names = typesWithNames[type];
  if (type === 1 && end - start !== 4) throw new MessageFault(`an A record of ${end - start} octets`);
  if (type === 28 && end - start !== 16) throw new MessageFault(`an AAAA record of ${end - start} octets`);
  if (names === undefined) return;
  let at = start;
  for (let i = 0; i < names; i++) at = walkName(message, at, known).end;
  if (type === 6) at += soaNumberOctets;
  if (at !== end) throw new MessageFault(`the data at ${start} should end at ${at}, not at ${end}`);
}

interface WalkedName {
  readonly name: string;
  readonly end: number;
}

const spelled = Buffer.alloc(256);

/** The name at `start` with its pointers followed, and the position after it. `known` remembers names already walked. */
export function walkName(message: Uint8Array, start: number, known = new Map<number, string>()): WalkedName {
  let octets = 0;
  for (let at = start; ; ) {
    const length = message[at];
    if (length === undefined) throw new MessageFault(`the name at ${start} runs out of the message`);
    if (length >= 0xc0) {
      const first = spelled.toString('latin1', 0, octets);
      return remember(first + followPointer(message, start, at, known), at + 2);
    }
    if (length > 63) throw new MessageFault(`a label of kind ${length >> 6} at ${at}`);
    const end = at + 1 + length;
    if (end > message.length) throw new MessageFault(`the label at ${at} runs out of the message`);
    if (octets + 1 + length > 255) throw new MessageFault(`the name at ${start} has more than 255 octets`);
    for (; at < end; at++) spelled[octets++] = lowerCase(message[at] ?? 0);
    if (length === 0) return remember(spelled.toString('latin1', 0, octets), end);
  }

  function remember(name: string, end: number): WalkedName {
    if (name.length > 255) throw new MessageFault(`the name at ${start} has more than 255 octets`);
    known.set(start, name);
    return { name, end };
  }
}

function followPointer(message: Uint8Array, start: number, at: number, known: Map<number, string>): string {
  const low = message[at + 1];
  if (low === undefined) throw new MessageFault(`the pointer at ${at} is cut off`);
  const target = (((message[at] ?? 0) & 0x3f) << 8) | low;
  if (target >= start) throw new MessageFault(`the pointer at ${at} does not go back`);
  if (target < 12) throw new MessageFault(`the pointer at ${at} goes into the header`);
  return known.get(target) ?? walkName(message, target, known).name;
}

/** Only ASCII letters: other octets have no case (RFC 4343 §3). Length octets are below them. */
function lowerCase(octet: number): number {
  return octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet;
}
