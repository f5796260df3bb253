// /etc/resolv.conf and /etc/hosts: never more servers and domains than are asked, and addresses that are addresses.

import { isIP } from 'node:net';
import { findInHostsFile } from '../../../src/hosts/hosts-file.ts';
import { parseResolvConf } from '../../../src/hosts/resolv-conf.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 2000;

const serversMax = 3;
const searchMax = 6;

export function seeds(): readonly Uint8Array[] {
  const texts = [
    'nameserver 192.0.2.53\nnameserver 2001:db8::53\nsearch example.test other.test.\noptions ndots:2 timeout:1\n',
    'domain example.test\nnameserver fe80::1%eth0\n; comment\n# other\n',
    '127.0.0.1 localhost\n192.0.2.1\tbackend.test backend # comment\n::1 BACKEND.test\n',
  ];
  return texts.map((text) => Buffer.from(text));
}

export function fuzz(data: Buffer): void {
  const text = data.toString('utf8');
  const { servers, search, ndots } = parseResolvConf(text);
  if (servers.length < 1 || servers.length > serversMax || search.length > searchMax)
    found('too many, or none');
  for (const { address, port } of servers)
    if (isIP(address) === 0 || !(port > 0 && port <= 0xffff)) found(`the server ${address} ${port}`);
  if (!(ndots >= 0 && ndots < 100)) found(`ndots ${ndots}`);
  for (const host of ['backend.test', 'backend'])
    for (const { text: address } of findInHostsFile(text, host)) if (isIP(address) === 0) found(address);
}
