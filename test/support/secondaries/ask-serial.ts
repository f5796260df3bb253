// The serial of a zone at a server, which a moment later may be another.

import { RecordType } from '../../../src/wire/protocol.ts';
import { askUdp, makeQuery } from '../dns/dns-client.ts';
import { walkMessage } from '../dns/walk-message.ts';

/** Serial, refresh, retry, expire and minimum are the last of an SOA. */
const octetsFromSerial = 20;
const withinMs = 300;

/** Nothing while it does not serve the zone. */
export async function askSerial(
  { address, port }: { readonly address: string; readonly port: number },
  apex: string,
): Promise<number | undefined> {
  const query = makeQuery(apex, { type: RecordType.SOA });
  const reply = await askUdp(port, query, { address, withinMs }).catch(() => undefined);
  if (reply === undefined || (reply.readUInt8(3) & 0x0f) !== 0) return undefined;
  const soa = walkMessage(reply).records.find(
    ({ section, type }) => section === 'answer' && type === RecordType.SOA,
  );
  return soa === undefined ? undefined : reply.readUInt32BE(soa.end - octetsFromSerial);
}
