// What the canary of the fuzzer has to find; in a module of its own, like what the other targets call.

export function crashOnMagic(data: Uint8Array): void {
  if (data[0] !== 0x68) return;
  if (data[1] !== 0x64) return;
  if (data[2] !== 0x6e) return;
  if (data[3] !== 0x73) return;
  if ((((data[4] ?? 0) << 8) | (data[5] ?? 0)) !== 0xbeef) return;
  throw new Error('the planted bug');
}
