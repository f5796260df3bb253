// Octets of an image in a reply: the same by words as octet by octet, and nothing beside them.

import { expect } from 'chai';
import { Image } from '../../../src/answers/image.ts';
import { copyFromImage } from '../../../src/serving/answering/copy-answer.ts';
import { createSeededRandom } from '../../support/seeded-random.ts';

const random = createSeededRandom(1);
const image = new Image(new SharedArrayBuffer(2048));
for (let at = 0; at < image.octets.length; at++) image.octets[at] = random.below(256);

const replyOctets = 1232;
const untouched = 0xee;

function copied(start: number, end: number, at: number, hasView: boolean): Buffer {
  const octets = Buffer.alloc(replyOctets + 8, untouched).subarray(4, replyOctets + 4);
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  copyFromImage(image, start, end, hasView ? { octets, view, length: 0 } : { octets, length: 0 }, at);
  return Buffer.from(octets.buffer, octets.byteOffset - 4, replyOctets + 8);
}

function expected(start: number, end: number, at: number): Buffer {
  const octets = Buffer.alloc(replyOctets + 8, untouched);
  octets.set(image.octets.subarray(start, end), 4 + at);
  return octets;
}

describe('copyFromImage', () => {
  for (const hasView of [true, false]) {
    describe(hasView ? 'by words' : 'by octets', () => {
      it('copies every length from and to every place within a word', () => {
        for (let length = 0; length <= 40; length++)
          for (let start = 100; start < 104; start++)
            for (let at = 12; at < 16; at++) {
              const isRight = copied(start, start + length, at, hasView).equals(
                expected(start, start + length, at),
              );
              expect(isRight, `${length} octets from ${start} to ${at}`).to.equal(true);
            }
      });

      it('fills a reply to its end', () => {
        for (let start = 0; start < 4; start++)
          for (let at = 0; at < 8; at++) {
            const end = start + replyOctets - at;
            expect(copied(start, end, at, hasView).equals(expected(start, end, at))).to.equal(true);
          }
      });

      it('copies the last octets of an image', () => {
        for (let length = 1; length < 9; length++) {
          const start = image.octets.length - length;
          const end = image.octets.length;
          expect(copied(start, end, 12, hasView).equals(expected(start, end, 12))).to.equal(true);
        }
      });
    });
  }
});
