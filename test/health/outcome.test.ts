// Errors of the operating system: the target's fault or ours.

import { expect } from 'chai';
import { classifyError, type FailureReason } from '../../src/health/outcome.ts';

describe('classifyError', () => {
  const failures: Readonly<Record<string, FailureReason>> = {
    ECONNREFUSED: 'refused',
    ETIMEDOUT: 'timeout',
    ECONNRESET: 'reset',
    EHOSTUNREACH: 'host-unreachable',
    EHOSTDOWN: 'host-unreachable',
    ENETUNREACH: 'network-unreachable',
    ENETDOWN: 'network-unreachable',
    EACCES: 'not-permitted',
    EPERM: 'not-permitted',
    EADDRNOTAVAIL: 'no-local-address',
    ESOMETHING: 'other',
  };
  for (const [code, reason] of Object.entries(failures)) {
    it(`counts ${code} as a failure of the target: ${reason}`, () => {
      expect(classifyError(code)).to.deep.equal({ kind: 'failure', reason, detail: code });
    });
  }

  for (const code of ['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EAGAIN']) {
    it(`counts ${code} as a failure on this side`, () => {
      expect(classifyError(code)).to.deep.equal({ kind: 'inconclusive', detail: code });
    });
  }
});
