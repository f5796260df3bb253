// A name with three addresses, each with a target of its own.

import type { CandidateAddress, Resolution } from '../../../src/health/deciding/resolution.ts';
import { tcpTarget } from '../../../src/health/target.ts';
import { nameOf, ownerOf } from '../dns/make-zone.ts';
import { addressNumber } from './generate-check.ts';

export function checked(number: number): CandidateAddress {
  const address = addressNumber(number);
  return { address, check: tcpTarget(address, 80) };
}

export const threeCandidates: Resolution = {
  owner: ownerOf('www'),
  name: nameOf('www.example.test'),
  label: 'www',
  candidates: [checked(1), checked(2), checked(3)],
};
