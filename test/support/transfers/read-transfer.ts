// A slow and obvious secondary: reads the messages of a transfer and applies them to the records that it holds, strictly.
// Shares no code with src.

import { MessageFault, walkMessage, walkName } from '../dns/walk-message.ts';

/** `owner type ttl data`, the names in it whole. */
export type PlainRecord = string;

export interface ReadTransfer {
  readonly codes: readonly number[];
  readonly records: readonly PlainRecord[];
}

/** Names before other octets, and how many, of all types whose names may be compressed. */
const forms: Readonly<Record<number, readonly [before: number, names: number]>> = {
  2: [0, 1],
  5: [0, 1],
  6: [0, 2],
  7: [0, 1],
  8: [0, 1],
  9: [0, 1],
  12: [0, 1],
  14: [0, 2],
  15: [2, 1],
};

export function readTransfer(messages: readonly Uint8Array[]): ReadTransfer {
  const records: PlainRecord[] = [];
  const codes: number[] = [];
  for (const message of messages) {
    const walked = walkMessage(message);
    codes.push(walked.flags & 0x0f);
    const known = new Map<number, string>();
    for (const { section, owner, type, ttl, dataStart, end } of walked.records) {
      if (section !== 'answer') continue;
      const [before, names] = forms[type] ?? [0, 0];
      let at = dataStart + before;
      let data = Buffer.from(message.subarray(dataStart, at)).toString('hex');
      for (let i = 0; i < names; i++) {
        const name = walkName(message, at, known);
        data += Buffer.from(name.name, 'latin1').toString('hex');
        at = name.end;
      }
      data += Buffer.from(message.subarray(at, end)).toString('hex');
      records.push(`${Buffer.from(owner, 'latin1').toString('hex')} ${type} ${ttl} ${data}`);
    }
  }
  return { codes, records };
}

const isSoa = (record: PlainRecord | undefined) => record?.split(' ')[1] === '6';

export type Applied =
  | { readonly kind: 'current' }
  | { readonly kind: 'whole' | 'difference'; readonly records: ReadonlySet<PlainRecord> };

/** As RFC 1995 §4 has it; what is removed must be there, what is added must not. */
export function applyTransfer(
  held: ReadonlySet<PlainRecord> | undefined,
  sent: readonly PlainRecord[],
): Applied {
  const [first, second] = sent;
  if (first === undefined || !isSoa(first)) throw new MessageFault('a transfer begins with an SOA');
  if (sent.length === 1) return { kind: 'current' };
  if (sent.at(-1) !== first) throw new MessageFault('a transfer ends with the SOA that it began with');
  if (!isSoa(second) || sent.length === 2) {
    const records = new Set(sent.slice(0, -1));
    if (records.size !== sent.length - 1) throw new MessageFault('a record comes twice');
    if ([...records].filter(isSoa).length !== 1) throw new MessageFault('a zone has one SOA');
    return { kind: 'whole', records };
  }
  const records = new Set(held);
  let isAdding = true;
  for (const record of sent.slice(1, -1)) {
    if (isSoa(record)) isAdding = !isAdding;
    if (isAdding) {
      if (records.has(record)) throw new MessageFault(`${record} is there already`);
      records.add(record);
    } else if (!records.delete(record)) throw new MessageFault(`${record} is not there`);
  }
  if (!records.has(first)) throw new MessageFault('the differences do not lead to the newest version');
  return { kind: 'difference', records };
}
