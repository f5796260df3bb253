// Where the backends of the benchmarks are: each has an address of loopback of its own, which nobody has to configure.

/** Enough for 16,384: hosts 1 to 128 of 128 networks. */
export function backendAddress(index: number): string {
  return `127.1.${index >> 7}.${1 + (index & 0x7f)}`;
}
