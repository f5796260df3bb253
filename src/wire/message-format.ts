// The fixed parts of a DNS message (RFC 1035 §4), and its numbers in network order. Refuses to know what a message says.

export const headerOctets = 12;
/** Where the header counts the records of a section. */
export const SectionCount = { answer: 6, authority: 8, additional: 10 } as const;
/** QTYPE and QCLASS behind the question's name. */
export const questionTailOctets = 4;
/** Type, class, TTL and length behind a record's owner. */
export const fixedRecordOctets = 10;
/** An OPT record without options: the root as its owner, and the fixed part (RFC 6891 §6.1.2). */
export const optOctets: number = 1 + fixedRecordOctets;

/** §4.1.4: a compression pointer is two octets, of which 14 bits say where it leads. */
export const pointerOctets = 2;
export const pointerFlags = 0xc000;
export const pointerReachOctets = 0x4000;

/** §4.2.2: over TCP each message stands behind its length. */
export const lengthOctets = 2;
export const messageOctetsMax = 0xffff;

/**
 * Larger datagrams risk fragments, which get lost and can be forged: what is left of the 1280 octets of the smallest IPv6 link
 * without the headers of IPv6 and UDP (the DNS flag day of 2020 settled on it).
 */
export const datagramOctetsMax = 1232;

/** Without a DataView: the data plane does it several times per packet. */
export function readUint16(octets: Uint8Array, at: number): number {
  return ((octets[at] as number) << 8) | (octets[at + 1] as number);
}

/** Signed, as bitwise operators have it: 198.51.100.1 is negative. */
export function readInt32(octets: Uint8Array, at: number): number {
  return (
    ((octets[at] as number) << 24) |
    ((octets[at + 1] as number) << 16) |
    ((octets[at + 2] as number) << 8) |
    (octets[at + 3] as number)
  );
}

export function writeUint16(octets: Uint8Array, at: number, value: number): void {
  octets[at] = value >>> 8;
  octets[at + 1] = value & 0xff;
}
