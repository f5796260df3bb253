// A name server that checks and signs with src/tsig what real clients send: SOA records, and zones in several messages.

import { checkRequest } from '../../../src/tsig/check-request.ts';
import type { CheckedRequest, WallClock } from '../../../src/tsig/exchange.ts';
import type { KeyRing } from '../../../src/tsig/tsig-key.ts';
import { a, makeReply, soa, type TestRecord } from './make-reply.ts';
import { type ScriptedNameServer, startNameServer } from './scripted-name-server.ts';

export interface SigningServer extends ScriptedNameServer {
  /** What became of each request, such as `good` or `BADSIG`. */
  readonly outcomes: readonly string[];
}

export interface SigningServerSettings {
  readonly keys: KeyRing;
  readonly clock: WallClock;
  /** Of a zone transfer, each with so many addresses. */
  readonly messages?: number;
  readonly addresses?: number;
  /** Changes what is sent, by its number in the reply. */
  readonly spoil?: (message: Buffer, index: number) => readonly Buffer[];
}

const axfr = 252;
const apex = 'example.test';
const roomOctets = 1000;

export async function startSigningServer(settings: SigningServerSettings): Promise<SigningServer> {
  const { keys, clock, messages = 5, addresses = 200, spoil = (message) => [message] } = settings;
  const outcomes: string[] = [];
  const server = await startNameServer(({ octets, type }) => {
    const checked = checkRequest(octets, keys, clock);
    outcomes.push(checked.kind === 'bad' ? checked.error : checked.kind);
    if (checked.kind === 'bad') return checked.reply && Buffer.from(checked.reply);
    const request = checked.kind === 'good' ? Buffer.from(checked.message) : octets;
    const replies =
      type === axfr ? zoneReplies(request, messages, addresses) : [makeReply(request, { answers: [start] })];
    return replies.flatMap((reply, index) => spoil(sign(reply, checked), index));
  });
  return Object.assign(server, { outcomes });
}

const start: TestRecord = soa(apex, 60);

function zoneReplies(request: Buffer, messages: number, addresses: number): readonly Buffer[] {
  return Array.from({ length: messages }, (_, index) => {
    const middle = Array.from({ length: addresses }, (__, host) =>
      a(`h${index}-${host}.${apex}`, '192.0.2.1'),
    );
    const first = index === 0 ? [start] : [];
    const last = index === messages - 1 ? [start] : [];
    return makeReply(request, { answers: [...first, ...middle, ...last] });
  });
}

function sign(reply: Buffer, checked: CheckedRequest): Buffer {
  if (checked.kind !== 'good') return reply;
  const octets = Buffer.alloc(reply.length + roomOctets);
  reply.copy(octets);
  return octets.subarray(0, checked.replies.sign(octets, reply.length));
}
