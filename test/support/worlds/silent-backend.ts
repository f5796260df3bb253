// A backend that never answers: the kernel drops connection attempts because the queue of a socket that nobody accepts
// from is full. Unlike an unused address, it is silent on every machine.

import { connect, type Socket } from 'node:net';
import { AddressFamily, SocketFlag, SocketType } from '../../../src/linux/constants.ts';
import { bind, getsockname, listen, requireLibc } from '../daemon/test-libc.ts';

export interface SilentBackend {
  readonly port: number;
  close(): void;
}

/** A queue of length 0 holds one connection, and another one half-open. */
const fillerCount = 4;

export async function openSilentBackend(): Promise<SilentBackend> {
  const libc = await requireLibc();
  const fd = libc.socket(AddressFamily.inet, SocketType.stream | SocketFlag.closeOnExec, 0);
  const address = Buffer.alloc(16);
  address.writeUInt16LE(AddressFamily.inet, 0);
  address.set([127, 0, 0, 1], 4);
  if (bind(fd, address, address.length) !== 0 || listen(fd, 0) !== 0) throw new Error('cannot listen');
  getsockname(fd, address, new Uint32Array([address.length]));
  const port = address.readUInt16BE(2);
  const fillers: Socket[] = Array.from({ length: fillerCount }, () => connect(port, '127.0.0.1'));
  for (const filler of fillers) filler.on('error', () => undefined);
  await new Promise((resolve) => fillers[0]?.once('connect', resolve));
  return {
    port,
    close() {
      for (const filler of fillers) filler.destroy();
      libc.close(fd);
    },
  };
}
