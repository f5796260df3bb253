// Who asks: from what the data plane knows of a client, which is only good for a moment, and for the log.

import type { Client } from '../serving/client.ts';
import type { TsigKey } from '../tsig/tsig-key.ts';
import { readIpAddress } from '../wire/ip-address.ts';
import { printName } from '../wire/name.ts';
import type { Peer } from './request.ts';

const addressOctets = { 4: 4, 6: 16 } as const;

export function peerOf(client: Client, key: TsigKey | undefined): Peer {
  const { octets, addressAt, family, port } = client;
  return { address: readIpAddress(octets.subarray(addressAt, addressAt + addressOctets[family])), port, key };
}

/** `192.0.2.54, key xfr.` */
export function describePeer({ address, key }: Peer): string {
  return key === undefined ? address.text : `${address.text}, key ${printName(key.name)}`;
}
