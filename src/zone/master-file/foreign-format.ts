// Files that are no master files, by their first octets: what they are, and how to get a master file of them. Such a file is
// named, but nothing of it is shown.

import type { ByteString } from '../../base/byte-string.ts';

const formats: readonly { readonly start: string; readonly explanation: string }[] = [
  {
    start: '\0\0\0\x02',
    explanation: 'is in BIND\'s raw format; convert it with "named-compilezone -f raw -F text"',
  },
  { start: '\x1f\x8b', explanation: 'is compressed; unpack it with gunzip' },
  { start: '\xff\xfe', explanation: 'is UTF-16; save it as UTF-8' },
  { start: '\xfe\xff', explanation: 'is UTF-16; save it as UTF-8' },
  // What a web server says instead of the file.
  { start: '<', explanation: 'is HTML or XML, not a master file' },
  // A key must not appear in a log because somebody included it.
  { start: '-----BEGIN ', explanation: 'is a key or a certificate, not a master file' },
  { start: 'Private-key-format:', explanation: 'is a private key, not a master file' },
];

export function findForeignFormat(text: ByteString): string | undefined {
  return formats.find(({ start }) => text.startsWith(start))?.explanation;
}
