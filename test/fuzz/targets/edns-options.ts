// The OPT record of a good query: payload size, version and flags are the first seven octets, what follows are its options.

import { encodeOpt, makeQuery } from '../../support/dns/dns-client.ts';
import { judgeAnswersOf } from '../answering-lanes.ts';

const judge = await judgeAnswersOf(['unsigned', 'nsec']);

export const octetsMax = 600;

const fixedOctets = 7;
const names = ['www.example.test', 'big.example.test', 'missing.example.test'] as const;

export function seeds(): readonly Uint8Array[] {
  const records = [
    encodeOpt({}),
    encodeOpt({ payload: 512, dnssecOk: true }),
    encodeOpt({ version: 1 }),
    ...[3, 8, 9, 10, 11, 12, 15, 65_001].flatMap((code) =>
      [0, 2, 8, 16, 24, 40].map((length) => encodeOpt({ options: [[code, Buffer.alloc(length, code)]] })),
    ),
    encodeOpt({
      options: [
        [10, Buffer.alloc(8, 1)],
        [10, Buffer.alloc(16, 2)],
        [11, Buffer.alloc(0)],
        [3, Buffer.alloc(0)],
      ],
    }),
  ];
  // Owner and type go; so does the length, which is written anew.
  return records.map((record) => Buffer.concat([Buffer.of(0), record.subarray(3, 9), record.subarray(11)]));
}

export function fuzz(data: Buffer): void {
  if (data.length < fixedOctets) return;
  const [choice = 0] = data;
  const options = data.subarray(fixedOctets);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(options.length);
  const tail = Buffer.concat([Buffer.of(0, 0, 41), data.subarray(1, fixedOctets), length, options]);
  const name = names[choice % names.length] ?? names[0];
  judge(makeQuery(name, { type: choice > 127 ? 255 : 1, counts: [1, 0, 0, 1], tail }));
}
