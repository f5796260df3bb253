// Cookies of servers (RFC 9018) made in the plainest way, with BigInt: shares no code with src. And what is in a reply.

import { decode } from 'dns-packet';

export const cookieOption = 10;

export interface PlainCookie {
  /** In hexadecimal digits, as all octets here. */
  readonly secret: string;
  readonly client: string;
  /** Four or sixteen octets. */
  readonly address: string;
  readonly seconds: number;
  readonly reserved?: string;
  readonly version?: string;
}

/** The client's part and the server's. */
export function makePlainCookie(cookie: PlainCookie): string {
  const { secret, client, address, seconds, reserved = '000000', version = '01' } = cookie;
  const time = Buffer.alloc(4);
  time.writeUInt32BE(seconds % 2 ** 32);
  const known = client + version + reserved + time.toString('hex');
  return known + plainSipHash(Buffer.from(known + address, 'hex'), Buffer.from(secret, 'hex'));
}

export const loopback = { 4: '7f000001', 6: '00000000000000000000000000000001' } as const;

/** SipHash-2-4, as its paper draws it. */
export function plainSipHash(octets: Uint8Array, secret: Uint8Array): string {
  const mask = (1n << 64n) - 1n;
  const rotate = (word: bigint, bits: bigint) => ((word << bits) | (word >> (64n - bits))) & mask;
  const k0 = Buffer.from(secret).readBigUInt64LE(0);
  const k1 = Buffer.from(secret).readBigUInt64LE(8);
  let v0 = k0 ^ 0x736f6d6570736575n;
  let v1 = k1 ^ 0x646f72616e646f6dn;
  let v2 = k0 ^ 0x6c7967656e657261n;
  let v3 = k1 ^ 0x7465646279746573n;
  const round = () => {
    v0 = (v0 + v1) & mask;
    v2 = (v2 + v3) & mask;
    v1 = rotate(v1, 13n) ^ v0;
    v3 = rotate(v3, 16n) ^ v2;
    v0 = rotate(v0, 32n);
    v2 = (v2 + v1) & mask;
    v0 = (v0 + v3) & mask;
    v1 = rotate(v1, 17n) ^ v2;
    v3 = rotate(v3, 21n) ^ v0;
    v2 = rotate(v2, 32n);
  };
  const padded = Buffer.alloc((Math.floor(octets.length / 8) + 1) * 8);
  padded.set(octets);
  padded[padded.length - 1] = octets.length;
  for (let at = 0; at < padded.length; at += 8) {
    const word = padded.readBigUInt64LE(at);
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }
  v2 ^= 0xffn;
  for (let i = 0; i < 4; i++) round();
  const hash = Buffer.alloc(8);
  hash.writeBigUInt64LE(v0 ^ v1 ^ v2 ^ v3);
  return hash.toString('hex');
}

/** The cookies that a reply shows. */
export function cookiesIn(octets: Buffer): readonly string[] {
  const opt = decode(octets).additionals?.find(({ type }) => type === 'OPT');
  const options = (opt as { options?: readonly { code: number; data: Buffer }[] } | undefined)?.options ?? [];
  return options.filter(({ code }) => code === cookieOption).map(({ data }) => data.toString('hex'));
}
