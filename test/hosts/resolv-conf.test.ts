// resolv.conf(5), as far as it matters to us, whatever else is in it.

import { expect } from 'chai';
import { parseResolvConf } from '../../src/hosts/resolv-conf.ts';

const at = (address: string) => ({ address, port: 53 });
const nothing = { servers: [at('127.0.0.1')], search: [], ndots: 1 };

describe('parseResolvConf', () => {
  const files: readonly (readonly [what: string, text: string, found: object])[] = [
    ['asks this machine when no resolver is named', '', nothing],
    [
      'reads that of a container',
      'nameserver 127.0.0.11\noptions ndots:0\n',
      { servers: [at('127.0.0.11')], ndots: 0 },
    ],
    [
      'reads that of a pod',
      'search a.svc.cluster.local svc.cluster.local.\nnameserver 10.0.0.10\noptions ndots:5 edns0\n',
      { servers: [at('10.0.0.10')], search: ['a.svc.cluster.local', 'svc.cluster.local'], ndots: 5 },
    ],
    [
      'takes three resolvers, of both families',
      'nameserver 192.0.2.1\nnameserver 2001:db8::1\nnameserver fe80::1%eth0\nnameserver 192.0.2.4\n',
      { servers: [at('192.0.2.1'), at('2001:db8::1'), at('fe80::1%eth0')] },
    ],
    [
      'takes the last search list',
      'domain one.test\nsearch Two.test three.test\n',
      { search: ['two.test', 'three.test'] },
    ],
    ['takes the one domain', 'domain one.test two.test\n', { search: ['one.test'] }],
    [
      'ignores comments and what it does not know',
      '# nameserver 192.0.2.1\n;x\nsortlist 1\noptions rotate\n',
      {},
    ],
    [
      'ignores what makes no sense',
      'nameserver dns.test\nsearch . a..b ok.test\noptions ndots:x ndots:\nnameserver\n',
      { search: ['ok.test'] },
    ],
    [
      'takes six domains',
      `search ${[1, 2, 3, 4, 5, 6, 7].map((n) => `d${n}.test`).join(' ')}`,
      { search: [1, 2, 3, 4, 5, 6].map((n) => `d${n}.test`) },
    ],
  ];
  for (const [what, text, found] of files)
    it(what, () => expect(parseResolvConf(text)).to.deep.equal({ ...nothing, ...found }));
});
