// The first octets of every file of history: whose it is, and which shape it has. A file with another header is not read.
//
//   |  0 | "healthy-dns hist" | 16 | origin, 16 octets | 32 | version, then what the shape is made of, 32 bits each, little-endian |

import { type Result, succeed } from '../../base/result.ts';
import type { FixedFile } from './fixed-file.ts';
import { headerOctets } from './ring-layout.ts';

const magic = 'healthy-dns hist';
const formatVersion = 1;

/** `origin` changes when what the cells mean is lost: 32 hexadecimal digits. */
export function writeHeader(origin: string, shape: readonly number[]): Uint8Array {
  const header = Buffer.alloc(headerOctets);
  header.write(magic, 'latin1');
  header.write(origin, magic.length, 'hex');
  for (const [place, number] of [formatVersion, ...shape].entries())
    header.writeUInt32LE(number, 32 + 4 * place);
  return header;
}

/** Makes a file with this header of every other; whether it was one already. */
export async function claimFile(file: FixedFile, header: Uint8Array): Promise<Result<boolean, string>> {
  const found = new Uint8Array(header.length);
  const read = await file.read(found, 0);
  if (!read.ok) return read;
  if (Buffer.compare(found, header) === 0) return succeed(true);
  const cleared = await file.clear();
  const written = cleared.ok ? await file.write(header, 0) : cleared;
  return written.ok ? succeed(false) : written;
}
