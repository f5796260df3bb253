// The kernel's structures for recvmmsg(2), sendmmsg(2) and poll(2), in octets. The same on x86_64 and arm64; compared at start
// with what koffi makes of the declarations.
//
//   mmsghdr   0 name address | 8 name octets | 16 iovec address | 24 iovec count | 32 control address
//             40 control octets | 48 flags | 56 message octets |   64 in all
//   iovec     0 base address | 8 octets |   16 in all
//   pollfd    0 fd | 4 events, 6 returned events |   8 in all

export const MessageHeader = {
  name: 0,
  nameOctets: 8,
  parts: 16,
  partCount: 24,
  control: 32,
  controlOctets: 40,
  flags: 48,
  messageOctets: 56,
  size: 64,
} as const;

export const MessagePart = { base: 0, octets: 8, size: 16 } as const;

export const PollEntry = { fd: 0, events: 4, returned: 6, size: 8 } as const;

/** Words at a fixed address: a small array without a buffer of its own lies on the heap, whose objects move. */
export function pinnedWords(count: number): Int32Array {
  return new Int32Array(new ArrayBuffer(count * 4));
}

export function pinnedOctets(count: number): Uint8Array {
  return new Uint8Array(new ArrayBuffer(count));
}

const wordOctets = 4;

/** The functions below: a field of the structure that starts at word `base`, by its octet in the drawing above. */
export function getWord(words: Int32Array, base: number, octet: number): number {
  return words[base + octet / wordOctets] as number;
}

export function setWord(words: Int32Array, base: number, octet: number, value: number): void {
  words[base + octet / wordOctets] = value;
}

/** An address takes two words. */
export function setAddress(words: Int32Array, base: number, octet: number, address: number): void {
  words[base + octet / wordOctets] = (address % 0x1_0000_0000) | 0;
  words[base + octet / wordOctets + 1] = Math.floor(address / 0x1_0000_0000);
}

export interface StructLayouts {
  readonly size: number;
  readonly offsets: Readonly<Record<string, number>>;
}

type Measure = (fields: Record<string, string>) => StructLayouts;

/** What differs from the drawing above, or undefined. */
export function checkLayouts(measure: Measure): string | undefined {
  const header = measure({
    name: 'uintptr_t',
    nameOctets: 'uint32_t',
    parts: 'uintptr_t',
    partCount: 'size_t',
    control: 'uintptr_t',
    controlOctets: 'size_t',
    flags: 'int',
    // In C this is a struct within a struct; the inner one is padded to a multiple of eight.
    innerEnd: 'uint32_t',
    messageOctets: 'uint32_t',
    outerEnd: 'uint32_t',
  });
  const part = measure({ base: 'uintptr_t', octets: 'size_t' });
  const entry = measure({ fd: 'int', events: 'int16_t', returned: 'int16_t' });
  const isAsDrawn = matches(header, MessageHeader) && matches(part, MessagePart) && matches(entry, PollEntry);
  if (!isAsDrawn) return 'structures have another layout on this machine';
  const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
  return isLittleEndian ? undefined : 'this machine is big-endian';
}

function matches(measured: StructLayouts, drawn: Readonly<Record<string, number>>): boolean {
  const { size, ...offsets } = drawn;
  return (
    measured.size === size && Object.entries(offsets).every(([name, at]) => measured.offsets[name] === at)
  );
}
