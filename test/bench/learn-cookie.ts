// The cookie that a server makes for us (RFC 7873), for a generator that asks from the same address.

import { queryUdp } from '../support/dns/dns-client.ts';
import { cookieOption, cookiesIn } from '../support/dns/plain-cookie.ts';
import { labelOf, zoneName } from './bench-zone.ts';

const clientCookie = '0123456789abcdef';

/** In hexadecimal digits; of a server that makes none only our own half, which it ignores. */
export async function learnCookie(port: number): Promise<string> {
  const options = [[cookieOption, Buffer.from(clientCookie, 'hex')]] as const;
  const { octets } = await queryUdp(port, `${labelOf(0)}.${zoneName}`, { edns: { options } });
  return cookiesIn(octets)[0] ?? clientCookie;
}
