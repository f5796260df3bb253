// Who may have a zone. Refuses to know where the settings come from.

import type { Peer } from '../../attending/request.ts';
import { bytesOf } from '../../base/byte-string.ts';
import type { TransferSettings } from '../../config/zones/transfer-settings.ts';
import type { Transport } from '../../serving/transport.ts';
import { parseIpAddress } from '../../wire/ip-address.ts';
import { isWithinPrefix } from '../../wire/ip-prefix.ts';
import { addressRdata } from '../../wire/rdata.ts';

/** Everything that an entry gives must match; an entry that gives nothing matches nobody. */
export function mayTransfer(
  { allow }: TransferSettings,
  { address, key }: Peer,
  transport: Transport,
): boolean {
  // A link-local address has its interface behind it, which is no part of a prefix.
  const plain = parseIpAddress(address.text.replace(/%.*$/, ''));
  const octets = plain && bytesOf(addressRdata(plain));
  return allow.some(({ prefix, key: keyName, needsTls }) => {
    if (needsTls === true && transport !== 'tls') return false;
    if (prefix === undefined && keyName === undefined) return false;
    if (keyName !== undefined && key?.name !== keyName) return false;
    if (prefix === undefined) return true;
    return plain !== undefined && octets !== undefined && isWithinPrefix(prefix, plain.family, octets);
  });
}
