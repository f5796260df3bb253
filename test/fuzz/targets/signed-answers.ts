// Any packet, answered from zones signed with NSEC and with NSEC3.

import { goodQueries } from '../../support/dns/mutate-packet.ts';
import { judgeAnswersOf } from '../answering-lanes.ts';

const judge = await judgeAnswersOf(['nsec', 'nsec3']);

export const octetsMax = 1500;

export function seeds(): readonly Uint8Array[] {
  return goodQueries();
}

export function fuzz(data: Buffer): void {
  judge(data);
}
