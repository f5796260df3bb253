// SHA-1 (FIPS 180-4 §6.1) of a few octets without allocating: NSEC3 hashes the name of a query, and node:crypto creates
// objects for each. Not for security: an NSEC3 hash only hides names from idle curiosity. The casts spare the inner loop
// checks of indices that are always in range.

const schedule = new Int32Array(80);

const roundsOfKind = 20;
const rounds: number = 4 * roundsOfKind;
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
    const base = start + block * blockOctets;
    for (let word = 0; word < blockWords; word++) schedule[word] = 0;
    const octetCount = Math.min(end - base, blockOctets);
    for (let i = 0; i < octetCount; i++) addOctet(i, octets[base + i] as number);
    // Behind the last octet, which may be that of the block before.
    if (octetCount >= 0 && octetCount < blockOctets) addOctet(octetCount, 0x80);
    if (block === blocks - 1) {
      schedule[blockWords - 2] = Math.floor(length / 0x2000_0000);
      schedule[blockWords - 1] = length << 3;
    }
    mixBlock(hash);
  }
}

/** Into a word of zeros. */
function addOctet(at: number, octet: number): void {
  const word = at >>> 2;
  schedule[word] = (schedule[word] as number) | (octet << (24 - ((at & 3) << 3)));
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
  // Four loops and not one that decides in each round.
  let i = 0;
  for (; i < roundsOfKind; i++) {
    const chosen = (d ^ (b & (c ^ d))) + 0x5a82_7999;
    const next = (((a << 5) | (a >>> 27)) + chosen + e + (schedule[i] as number)) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  for (; i < 2 * roundsOfKind; i++) {
    const next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + 0x6ed9_eba1 + e + (schedule[i] as number)) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  for (; i < 3 * roundsOfKind; i++) {
    const chosen = ((b & c) | (d & (b | c))) + 0x8f1b_bcdc;
    const next = (((a << 5) | (a >>> 27)) + chosen + e + (schedule[i] as number)) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  for (; i < rounds; i++) {
    const next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + 0xca62_c1d6 + e + (schedule[i] as number)) | 0;
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
