// What a probed backend sends instead of HTTP: the verdict is the same however it arrives, and the detail is short. The first
// octet chooses what is wanted.

import { HttpReply, httpReplyOctetsMax, type ReplyProgress } from '../../../src/health/probing/http-reply.ts';
import type { HttpExpectation } from '../../../src/health/target.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 8000;

const usual: HttpExpectation = { method: 'GET', path: '/', expect: [[200, 399]] };
const wanted: readonly HttpExpectation[] = [
  usual,
  { ...usual, body: 'all is ok' },
  { ...usual, body: 'aab', expect: [[100, 599]] },
];
const detailMax = 200;

export function seeds(): readonly Uint8Array[] {
  const replies = [
    'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nall is ok',
    'HTTP/1.1 200 OK\r\n\r\naaaaaab',
    'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 503 No\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3;a=b\r\nall\r\n6\r\n is ok\r\n0\r\n\r\n',
    'HTTP/1.0 204\n\n',
    'HTTP/1.1 101 Switching\r\n\r\n',
    'SSH-2.0-OpenSSH_9.2\r\n',
  ];
  return replies.flatMap((reply) => wanted.map((_, choice) => Buffer.from(`${choice}${reply}`)));
}

export function fuzz(data: Buffer): void {
  const [choice = 0] = data;
  const octets = data.subarray(1);
  const expectation = wanted[choice % wanted.length] ?? usual;
  const whole = read(expectation, [octets]);
  const single = read(
    expectation,
    Array.from(octets, (_, at) => octets.subarray(at, at + 1)),
  );
  const halves = read(expectation, [octets.subarray(0, choice), octets.subarray(choice)]);
  for (const other of [single, halves])
    if (other !== whole) found(`"${whole}" at once, "${other}" in pieces`);
  const long = read(expectation, [octets, Buffer.alloc(2 * httpReplyOctetsMax, octets.at(-1) ?? 0)]);
  if (long === 'more') found('it never ends');
}

function read(expectation: HttpExpectation, pieces: readonly Buffer[]): string {
  const reply = new HttpReply(expectation);
  for (const piece of pieces) {
    const progress = reply.read(piece);
    if (progress.kind !== 'more') return print(progress);
  }
  return print(reply.end());
}

function print(progress: ReplyProgress): string {
  if (progress.kind === 'more') return 'more';
  if (progress.kind === 'good') return `good ${progress.status}`;
  const { detail } = progress;
  const isPlain = /^[\x20-\x7e…]*$/.test(detail);
  if (detail.length > detailMax || !isPlain) found(`the detail ${JSON.stringify(detail)}`);
  return detail;
}
