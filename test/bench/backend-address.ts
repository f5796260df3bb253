// Where the backends of the benchmarks are: each has its own loopback address, which needs no configuration.

/** Enough for 16,384: hosts 1 to 128 of 128 networks. */
export function backendAddress(index: number): string {
  return `127.1.${index >> 7}.${1 + (index & 0x7f)}`;
}
