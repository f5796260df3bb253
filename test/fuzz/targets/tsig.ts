// Signed messages: nothing is believed that an independent judge of RFC 8945 does not believe, and no reply says too much. The
// last octet chooses whether the message is signed well before it is looked at.

import { createSecretKey } from 'node:crypto';
import { inspect } from 'node:util';
import { checkRequest } from '../../../src/tsig/check-request.ts';
import { checkReply } from '../../../src/tsig/sign-request.ts';
import type { TsigKey } from '../../../src/tsig/tsig-key.ts';
import { nameOf, ringOf, testSecret } from '../../support/dns/make-tsig-key.ts';
import { goodQueries } from '../../support/dns/mutate-packet.ts';
import { keyAlgorithms, type SharedKey } from '../../support/updates/shared-keys.ts';
import { judgeSignature, signByHand } from '../../support/updates/sign-by-hand.ts';
import { found } from '../fuzz-target.ts';

export const octetsMax = 1500;

const nowSeconds = 1_800_000_000;
const shared: readonly SharedKey[] = keyAlgorithms.map((algorithm) => ({
  name: `${algorithm}.test`,
  algorithm,
  secret: testSecret,
}));
const keys: readonly TsigKey[] = shared.map(({ name, algorithm, secret }) => ({
  name: nameOf(name),
  algorithm,
  secret: createSecretKey(Buffer.from(secret, 'base64')),
}));
const ring = ringOf(...keys);
const clock = { wallSeconds: () => nowSeconds };
const refusalOctetsMax = 512;

export function seeds(): readonly Uint8Array[] {
  const queries = goodQueries().slice(0, 40);
  const signed = queries.map((query, index) => {
    const key = shared[index % shared.length] ?? shared[0];
    return key === undefined ? query : signByHand(query, { key, nowSeconds }).octets;
  });
  return [...queries, ...signed].flatMap((message, index) => [
    Buffer.concat([message, Buffer.of(index % 8)]),
  ]);
}

export function fuzz(data: Buffer): void {
  const message = Buffer.from(data.subarray(0, -1));
  const choice = data.at(-1) ?? 0;
  const key = shared[choice];
  const packet =
    key === undefined || message.length < 12 ? message : signByHand(message, { key, nowSeconds }).octets;
  judgeRequest(packet);
  for (const one of keys) {
    const context = { nowSeconds, priorMac: packet.subarray(0, 32) };
    const reply = checkReply(packet, one, context);
    const judged = judgeSignature(packet, shared, nowSeconds, context.priorMac);
    if (reply !== undefined && judged === undefined) found('a reply is believed that nobody signed');
  }
}

function judgeRequest(packet: Buffer): void {
  const before = Buffer.from(packet);
  const checked = checkRequest(packet, ring, clock);
  if (!packet.equals(before)) found('the packet was changed');
  if (inspect(checked, { depth: 5, showHidden: true }).includes(testSecret.slice(0, 8))) found('a secret');
  if (checked.kind === 'unsigned') return;
  if (checked.kind === 'good') {
    if (judgeSignature(before, shared, nowSeconds) === undefined)
      found('a message is believed that nobody signed');
    const room = Buffer.alloc(packet.length + checked.replies.octets);
    room.set(checked.message);
    if (checked.replies.sign(room, checked.message.length) > room.length) found('the signature is too long');
    return;
  }
  const { reply } = checked;
  if (reply === undefined) return;
  if (reply.length > refusalOctetsMax) found(`a refusal of ${reply.length} octets`);
  if (reply[0] !== before[0] || reply[1] !== before[1]) found('another id');
  if (((reply[2] ?? 0) & 0x80) === 0 || ((before[2] ?? 0) & 0x80) !== 0) found('no reply, or one to a reply');
}
