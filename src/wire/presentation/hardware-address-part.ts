// Addresses of network interfaces (RFC 7043 §3.2, §4.2): `00-00-5e-00-53-2a`.

import { readByteString } from '../../base/byte-string.ts';
import { succeed } from '../../base/result.ts';
import { complain, type RdataPart, takeOctets, takeWord } from './rdata-part.ts';

export function hardwareAddressPart(octetCount: 6 | 8): RdataPart {
  const what = `${octetCount} octets in hexadecimal with hyphens between, such as ${Array(octetCount).fill('0a').join('-')}`;
  const pattern = new RegExp(`^[\\da-f]{2}(?:-[\\da-f]{2}){${octetCount - 1}}$`, 'i');
  return {
    parse(cursor) {
      const word = takeWord(cursor, 'address', what);
      if (!word.ok) return word;
      const { text } = word.value;
      if (!pattern.test(text)) return complain(word.value, 'address', `is not ${what}`);
      return succeed(readByteString(Buffer.from(text.replaceAll('-', ''), 'hex')));
    },
    print(cursor) {
      const octets = takeOctets(cursor, octetCount);
      if (octets === undefined) return undefined;
      return Buffer.from(octets, 'latin1')
        .toString('hex')
        .replace(/..(?!$)/g, '$&-');
    },
  };
}
