// SHA-1 (FIPS 180-4 §6.1) of a few octets without allocating: NSEC3 hashes the name of a query, and node:crypto creates
// objects for each. Not for security: an NSEC3 hash only hides names from idle curiosity. The casts spare the inner loop
// checks of indices that are always in range.

const schedule = new Int32Array(80);

const firstRoundsEnd = 20;
const secondRoundsEnd = 40;
const thirdRoundsEnd = 60;
const rounds = 80;
const blockOctets = 64;
const blockWords = 16;
/** Behind the message come one octet of padding and, at the end of a block, eight for the length. */
const trailerOctets = 9;

/** Writes the five words of the hash of `octets[start..end)` into `hash`. */
export function writeSha1(octets: Uint8Array, start: number, end: number, hash: Int32Array): void {
  const length = end - start;
  const blocks = Math.ceil((length + trailerOctets) / blockOctets);
  hash[0] = 0x6745_2301;
  hash[1] = 0xefcd_ab89;
  hash[2] = 0x98ba_dcfe;
  hash[3] = 0x1032_5476;
  hash[4] = 0xc3d2_e1f0;
  for (let block = 0; block < blocks; block++) {
    const base = block * blockOctets;
    for (let word = 0; word < blockWords; word++) {
      let value = 0;
      for (let i = 0; i < 4; i++) {
        const position = base + word * 4 + i;
        const octet =
          position < length ? (octets[start + position] as number) : position === length ? 0x80 : 0;
        value = (value << 8) | octet;
      }
      schedule[word] = value;
    }
    if (block === blocks - 1) {
      schedule[blockWords - 2] = Math.floor(length / 0x2000_0000);
      schedule[blockWords - 1] = length << 3;
    }
    mixBlock(hash);
  }
}

function mixBlock(hash: Int32Array): void {
  for (let i = blockWords; i < rounds; i++) {
    const mixed =
      (schedule[i - 3] as number) ^
      (schedule[i - 8] as number) ^
      (schedule[i - 14] as number) ^
      (schedule[i - 16] as number);
    schedule[i] = (mixed << 1) | (mixed >>> 31);
  }
  let a = hash[0] as number;
  let b = hash[1] as number;
  let c = hash[2] as number;
  let d = hash[3] as number;
  let e = hash[4] as number;
  for (let i = 0; i < rounds; i++) {
    let chosen: number;
    if (i < firstRoundsEnd) chosen = ((b & c) | (~b & d)) + 0x5a82_7999;
    else if (i < secondRoundsEnd) chosen = (b ^ c ^ d) + 0x6ed9_eba1;
    else if (i < thirdRoundsEnd) chosen = ((b & c) | (b & d) | (c & d)) + 0x8f1b_bcdc;
    else chosen = (b ^ c ^ d) + 0xca62_c1d6;
    const next = (((a << 5) | (a >>> 27)) + chosen + e + (schedule[i] as number)) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  hash[0] = ((hash[0] as number) + a) | 0;
  hash[1] = ((hash[1] as number) + b) | 0;
  hash[2] = ((hash[2] as number) + c) | 0;
  hash[3] = ((hash[3] as number) + d) | 0;
  hash[4] = ((hash[4] as number) + e) | 0;
}
