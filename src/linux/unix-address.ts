// struct sockaddr_un:   0 family | 2 path, ended by a zero octet, or a zero octet and an abstract name
import { AddressFamily } from './constants.ts';

const pathAt = 2;
/** With the octet that ends it. */
const pathOctetsMax = 108;

/** A path, or `@` and an abstract name; nothing when it is neither, or too long. */
export function unixAddress(path: string): Uint8Array | undefined {
  const octets = Buffer.byteLength(path);
  const isAbstract = path.startsWith('@');
  if ((!isAbstract && !path.startsWith('/')) || octets + 1 > pathOctetsMax) return undefined;
  // The length of an abstract name is that of the address: a zero octet at its end would be part of it.
  const address = Buffer.alloc(pathAt + octets + (isAbstract ? 0 : 1));
  address.writeUInt16LE(AddressFamily.unix, 0);
  address.write(path, pathAt);
  if (isAbstract) address[pathAt] = 0;
  return address;
}
