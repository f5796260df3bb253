// Why a socket cannot be had, in words that help.

import { expect } from 'chai';
import { printListenProblem } from '../../src/serving/listen-problem.ts';

describe('printListenProblem', () => {
  const v4 = { address: { family: 4, text: '192.0.2.1' }, port: 53 } as const;
  const v6 = { address: { family: 6, text: '::' }, port: 53 } as const;
  const table = [
    [
      { protocol: 'udp', endpoint: v4, code: 'EADDRINUSE' },
      'cannot listen on udp 192.0.2.1:53: another program has it; find it with "ss -lnp sport = :53", or choose another --port or --listen',
    ],
    [
      { protocol: 'tcp', endpoint: v4, code: 'EACCES' },
      'cannot listen on tcp 192.0.2.1:53: ports below 1024 need CAP_NET_BIND_SERVICE',
    ],
    [
      { protocol: 'tcp', endpoint: v4, code: 'EADDRNOTAVAIL' },
      'cannot listen on tcp 192.0.2.1:53: this machine does not have that address',
    ],
    [
      { protocol: 'udp', endpoint: v6, code: 'EAFNOSUPPORT' },
      'cannot listen on udp [::]:53: this machine does not speak IPv6',
    ],
    [{ protocol: 'udp', endpoint: v6, code: 'EWHATEVER' }, 'cannot listen on udp [::]:53: EWHATEVER'],
  ] as const;
  for (const [problem, text] of table) {
    it(`explains ${problem.code}`, () => expect(printListenProblem(problem)).to.equal(text));
  }
});
