// Frame streams (farsightsec/fstrm), bidirectional, from the sender's side: how frames are written and control frames read. Refuses
// to know about sockets.
//
//   data      length in four octets (big-endian), octets
//   control   0 | length | type | fields: type, length, octets       all numbers have four octets

export const dnstapContentType = 'protobuf:dnstap.Dnstap';

export const ControlType = { accept: 1, start: 2, stop: 3, ready: 4, finish: 5 } as const;

export type ControlType = (typeof ControlType)[keyof typeof ControlType];

const contentTypeField = 1;
/** fstrm's own limit for a control frame. */
const controlOctetsMax = 512;
const numberOctets = 4;

export function controlFrame(type: ControlType, contentType?: string): Buffer {
  const content = Buffer.from(contentType ?? '');
  const fieldOctets = contentType === undefined ? 0 : 2 * numberOctets + content.length;
  const frame = Buffer.alloc(3 * numberOctets + fieldOctets);
  frame.writeUInt32BE(numberOctets + fieldOctets, numberOctets);
  frame.writeUInt32BE(type, 2 * numberOctets);
  if (contentType === undefined) return frame;
  frame.writeUInt32BE(contentTypeField, 3 * numberOctets);
  frame.writeUInt32BE(content.length, 4 * numberOctets);
  frame.set(content, 5 * numberOctets);
  return frame;
}

/** Into `to` from `at` on; returns where it ends. */
export function writeDataFrame(message: Uint8Array, to: Buffer, at: number): number {
  to.writeUInt32BE(message.length, at);
  to.set(message, at + numberOctets);
  return at + numberOctets + message.length;
}

export const dataFrameHeaderOctets = numberOctets;

/** A control frame from the other side; 'broken': it speaks another protocol. */
export type Heard = { readonly type: number; readonly contentTypes: readonly string[] } | 'broken';

/** Assembles control frames from what arrives. */
export class ControlFrames {
  #waiting: Buffer = Buffer.alloc(0);

  hear(octets: Uint8Array): Heard[] {
    this.#waiting = Buffer.concat([this.#waiting, octets]);
    const heard: Heard[] = [];
    for (;;) {
      const next = this.#next();
      if (next === undefined) return heard;
      heard.push(next);
      if (next === 'broken') return heard;
    }
  }

  #next(): Heard | undefined {
    const waiting = this.#waiting;
    if (waiting.length < 2 * numberOctets) return undefined;
    const octets = waiting.readUInt32BE(numberOctets);
    // A receiver sends nothing but control frames.
    if (waiting.readUInt32BE(0) !== 0 || octets < numberOctets || octets > controlOctetsMax) return 'broken';
    const end = 2 * numberOctets + octets;
    if (waiting.length < end) return undefined;
    this.#waiting = waiting.subarray(end);
    const contentTypes = readContentTypes(waiting.subarray(3 * numberOctets, end));
    return contentTypes === undefined
      ? 'broken'
      : { type: waiting.readUInt32BE(2 * numberOctets), contentTypes };
  }
}

function readContentTypes(fields: Buffer): string[] | undefined {
  const contentTypes: string[] = [];
  let at = 0;
  while (at < fields.length) {
    if (at + 2 * numberOctets > fields.length) return undefined;
    const end = at + 2 * numberOctets + fields.readUInt32BE(at + numberOctets);
    if (end > fields.length) return undefined;
    if (fields.readUInt32BE(at) === contentTypeField)
      contentTypes.push(fields.toString('latin1', at + 2 * numberOctets, end));
    at = end;
  }
  return contentTypes;
}
