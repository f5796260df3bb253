// Entries for systemd's journal in its native form: fields with names, not lines of text. Sending never waits: a
// journal that is stuck must not hold up answers, so the caller is told of an entry that it does not take.

import { AddressFamily, SocketFlag, SocketType, sendNoSignal } from './constants.ts';
import type { Libc } from './libc.ts';
import { unixAddress } from './unix-address.ts';

export const journalSocketPath = '/run/systemd/journal/socket';

/** Larger datagrams would need a memory file; what is longer than this is a stack trace gone wrong. */
const entryOctetsMax = 128 * 1024;

export interface Journal {
  /** False when the journal did not take the entry. */
  write(fields: ReadonlyMap<string, string>): boolean;
  close(): void;
}

/** Nothing when there is no journal to be had. */
export function openJournal(libc: Libc, path = journalSocketPath): Journal | undefined {
  const address = unixAddress(path);
  if (address === undefined) return undefined;
  const type = SocketType.datagram | SocketFlag.nonBlocking | SocketFlag.closeOnExec;
  const fd = libc.socket(AddressFamily.unix, type, 0);
  if (fd === -1) return undefined;
  if (libc.connect(fd, address, address.length) !== 0) {
    libc.close(fd);
    return undefined;
  }
  return {
    write(fields) {
      const entry = encodeEntry(fields);
      return (
        entry.length <= entryOctetsMax && libc.send(fd, entry, entry.length, sendNoSignal) === entry.length
      );
    },
    close: () => void libc.close(fd),
  };
}

/** `KEY=value`, or for values of several lines `KEY`, the length in 64 bits and the value, each ended by a newline. */
export function encodeEntry(fields: ReadonlyMap<string, string>): Buffer {
  const parts: Buffer[] = [];
  for (const [name, value] of fields) {
    if (!value.includes('\n')) {
      parts.push(Buffer.from(`${name}=${value}\n`));
      continue;
    }
    const octets = Buffer.from(value);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(octets.length));
    parts.push(Buffer.from(`${name}\n`), length, octets, Buffer.from('\n'));
  }
  return Buffer.concat(parts);
}
