// A receiving Unix datagram socket, which Node lacks. It stands in for the service manager's notify socket and for the
// journal's native socket.

import { unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { AddressFamily, SocketFlag, SocketType } from '../../../src/linux/constants.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';
import { bind, receive, requireLibc } from './test-libc.ts';

export interface UnixDatagramReceiver {
  readonly path: string;
  /** Everything received so far, in order. */
  readonly datagrams: readonly Buffer[];
  readonly texts: readonly string[];
  close(): void;
}

/** A sender that waits for room (as sd_notify(3) does) must not have to wait for the test to read. */
const drainEveryMs = 2;
const datagramOctetsMax = 256 * 1024;
const doNotWait = 0x40;

export async function openUnixDatagramReceiver({
  path = join(makeTemporaryDirectory(), 'receiver'),
  isDraining = true,
} = {}): Promise<UnixDatagramReceiver> {
  const libc = await requireLibc();
  const type = SocketType.datagram | SocketFlag.nonBlocking | SocketFlag.closeOnExec;
  const fd = libc.socket(AddressFamily.unix, type, 0);
  const address = Buffer.alloc(2 + Buffer.byteLength(path) + 1);
  address.writeUInt16LE(AddressFamily.unix, 0);
  address.write(path, 2);
  if (bind(fd, address, address.length) !== 0) throw new Error(`cannot bind ${path}`);
  const datagrams: Buffer[] = [];
  const scratch = Buffer.alloc(datagramOctetsMax);
  let isOpen = true;

  function drain(): void {
    while (isOpen) {
      const octets = receive(fd, scratch, scratch.length, doNotWait);
      if (octets < 0) return;
      datagrams.push(Buffer.from(scratch.subarray(0, octets)));
    }
  }

  const timer = isDraining ? setInterval(drain, drainEveryMs).unref() : undefined;
  return {
    path,
    get datagrams() {
      drain();
      return datagrams;
    },
    get texts() {
      drain();
      return datagrams.map(String);
    },
    close() {
      clearInterval(timer);
      isOpen = false;
      libc.close(fd);
      unlinkSync(path);
    },
  };
}
