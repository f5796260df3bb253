// Writes entries to systemd's journal in its native protocol: named fields instead of lines of text. Never waits: a stuck
// journal must not hold up answers, so the caller learns which entries were not taken.

import { sendNoSignal } from './constants.ts';
import type { Libc } from './libc.ts';
import { openUnixDatagram, unixAddress } from './unix-datagram.ts';

export const journalSocketPath = '/run/systemd/journal/socket';

/** Larger entries would have to be passed as a memory file; nothing we log is this long but a stack trace gone wrong. */
const entryOctetsMax = 128 * 1024;

export interface Journal {
  /** False when the journal did not take the entry. */
  write(fields: ReadonlyMap<string, string>): boolean;
  close(): void;
}

/** Undefined where there is no journal. */
export function openJournal(libc: Libc, path = journalSocketPath): Journal | undefined {
  const address = unixAddress(path);
  if (address === undefined) return undefined;
  const fd = openUnixDatagram(libc);
  if (fd === undefined) return undefined;
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

/** `KEY=value`, or for a value of several lines `KEY`, newline, its length in 64 bits and the value; each ends with a newline. */
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
