// Dozens or thousands of different addresses, for answers of a given size.

/** Each takes 16 octets in an answer with a compressed owner. */
export function manyIpv4(count: number, net = 0): string[] {
  return Array.from({ length: count }, (_, index) => `10.${net}.${index >>> 8}.${index & 0xff}`);
}

/** Each takes 28 octets in an answer with a compressed owner. */
export function manyIpv6(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `2001:db8::${(index + 1).toString(16)}`);
}
