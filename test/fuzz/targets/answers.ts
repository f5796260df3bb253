// Any packet, answered from unsigned zones over UDP and TCP: the size of the reply, its id and question, every octet of it, and
// not one octet beyond it.

import { goodQueries } from '../../support/dns/mutate-packet.ts';
import { judgeAnswersOf } from '../answering-lanes.ts';

const judge = await judgeAnswersOf(['unsigned']);

export const octetsMax = 1500;

export function seeds(): readonly Uint8Array[] {
  return goodQueries();
}

export function fuzz(data: Buffer): void {
  judge(data);
}
