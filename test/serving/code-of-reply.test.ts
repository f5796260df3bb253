// Codes of replies, those included that do not fit into a header.

import { expect } from 'chai';
import { codeOfReply } from '../../src/serving/code-of-reply.ts';

/** `code`: the lower bits; the counts are those of the header. */
function header(code: number, counts: readonly [number, number, number, number]): number[] {
  return [0, 0, 0x80, code, ...counts.flatMap((count) => [0, count])];
}

const question = [1, 0x61, 0, 0, 1, 0, 1];
const record = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1];
const opt = (upper: number) => [0, 0, 41, 4, 208, upper, 0, 0, 0, 0, 0];
const signature = [1, 0x6b, 0, 0, 250, 0, 255, 0, 0, 0, 0, 0, 0];

describe('codeOfReply', () => {
  const replies: readonly (readonly [string, readonly number[], number])[] = [
    ['a header alone', header(5, [0, 0, 0, 0]), 5],
    ['a question without EDNS', [...header(3, [1, 0, 0, 0]), ...question], 3],
    ['BADVERS', [...header(0, [1, 0, 0, 1]), ...question, ...opt(1)], 16],
    ['BADVERS without a question', [...header(0, [0, 0, 0, 1]), ...opt(1)], 16],
    ['BADVERS that is signed', [...header(0, [1, 0, 0, 2]), ...question, ...opt(1), ...signature], 16],
    ['BADCOOKIE', [...header(7, [1, 0, 0, 1]), ...question, ...opt(1)], 23],
    ['an answer with EDNS', [...header(0, [1, 1, 0, 1]), ...question, ...record, ...opt(0)], 0],
    ['a signature without EDNS', [...header(9, [1, 0, 0, 1]), ...question, ...signature], 9],
    ['a question that is cut off', [...header(2, [1, 0, 0, 1]), 9], 2],
    ['an OPT that is cut off', [...header(2, [0, 0, 0, 1]), 0, 0, 41], 2],
  ];
  for (const [what, octets, code] of replies)
    it(`reads ${code} in ${what}`, () => {
      expect(codeOfReply(Uint8Array.from(octets))).to.equal(code);
    });
});
