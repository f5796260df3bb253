// A canary: a bug behind six branches, which nobody hits by chance (once in 2^48) and which coverage leads to in seconds. That
// the fuzzer finds it shows that it sees the branches of our modules.

import { crashOnMagic } from './planted-bug.ts';

export const octetsMax = 64;

export function seeds(): readonly Uint8Array[] {
  return [Buffer.from('nothing')];
}

export function fuzz(data: Buffer): void {
  crashOnMagic(data);
}
