// Addresses in record data.

import { bytesOf } from '../../base/byte-string.ts';
import { succeed } from '../../base/result.ts';
import { parseIpAddress, readIpAddress } from '../ip-address.ts';
import { addressRdata } from '../rdata.ts';
import { complain, type RdataPart, takeOctets, takeWord } from './rdata-part.ts';

export const ipv4Part = ipAddressPart(4, 'an IPv4 address such as 192.0.2.1');
export const ipv6Part = ipAddressPart(6, 'an IPv6 address such as 2001:db8::1');

function ipAddressPart(family: 4 | 6, what: string): RdataPart {
  return {
    parse(cursor) {
      const word = takeWord(cursor, 'address', what);
      if (!word.ok) return word;
      const address = parseIpAddress(word.value.text);
      if (address?.family !== family) return complain(word.value, 'address', `is not ${what}`);
      return succeed(addressRdata(address));
    },
    print(cursor) {
      const octets = takeOctets(cursor, family === 4 ? 4 : 16);
      return octets === undefined ? undefined : readIpAddress(bytesOf(octets)).text;
    },
  };
}
