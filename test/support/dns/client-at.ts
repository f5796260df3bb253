// A client at an address, without a socket.

import { bytesOf } from '../../../src/base/byte-string.ts';
import type { Client } from '../../../src/serving/client.ts';
import type { Transport } from '../../../src/serving/transport.ts';
import { parseIpAddress } from '../../../src/wire/ip-address.ts';
import { addressRdata } from '../../../src/wire/rdata.ts';

export function clientAt(text: string, transport: Transport = 'udp'): Client {
  const address = parseIpAddress(text);
  if (address === undefined) throw new Error(`${text} is not an address`);
  const { family } = address;
  return { transport, family, port: 1024, octets: bytesOf(addressRdata(address)), addressAt: 0 };
}
