// The attendant of a program with keys: checks who signed a message, hands it to whoever answers its kind, and signs what is
// said to it. Refuses to know what transfers and updates are, and how messages travel.

import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { Attendant, Attended } from '../serving/attendant.ts';
import type { Client } from '../serving/client.ts';
import { createQueryView, type QueryView } from '../serving/query/query-view.ts';
import { triageQuery } from '../serving/query/triage-query.ts';
import { checkRequest } from '../tsig/check-request.ts';
import type { KeyRing } from '../tsig/tsig-key.ts';
import { datagramOctetsMax, messageOctetsMax } from '../wire/message-format.ts';
import { Opcode, ResponseCode } from '../wire/protocol.ts';
import type { OrdinaryAnswers } from './ordinary-answers.ts';
import { describePeer, peerOf } from './peer-of.ts';
import type { AnswerRequest, Request } from './request.ts';
import { signReply } from './sign-reply.ts';
import type { SignatureLog } from './signature-log.ts';
import type { StrangerLimit } from './stranger-limit.ts';

/** Who answers what; absent: such messages are refused. */
export interface Answerers {
  /** AXFR and IXFR. */
  readonly transfer?: AnswerRequest | undefined;
  /** RFC 2136. */
  readonly update?: AnswerRequest | undefined;
}

export interface AttendantParts {
  readonly keys: KeyRing;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ordinary: OrdinaryAnswers;
  readonly signatures: SignatureLog;
  readonly strangers: StrangerLimit;
  readonly answerers: Answerers;
}

export function createAttendant(parts: AttendantParts): Attendant {
  const { keys, clock, signatures, strangers } = parts;
  const view = createQueryView();

  return {
    attend(client, packet) {
      const checked = checkRequest(packet, keys, clock);
      const key = checked.kind === 'good' ? checked.key : undefined;
      const peer = peerOf(client, key);
      if (checked.kind === 'bad') {
        signatures.refused(checked, peer);
        return checked.reply && strangers.pass(client, checked.reply);
      }
      const message = checked.kind === 'good' ? checked.message : new Uint8Array(packet);
      const replies = checked.kind === 'good' ? checked.replies : undefined;
      const request: Request = { peer, transport: client.transport, message, replies };
      triageQuery(message, message.length, view);
      const attended = answer(parts, request, { client, view });
      // What takes longer is for who has signed.
      const isStranger = checked.kind === 'unsigned' && attended instanceof Uint8Array;
      return isStranger ? strangers.pass(client, attended) : attended;
    },
  };
}

interface Asked {
  /** Who asks, as the data plane sees it. */
  readonly client: Client;
  readonly view: QueryView;
}

function answer(parts: AttendantParts, request: Request, { client, view }: Asked): Attended {
  const { replies, message, transport } = request;
  // Later than now the form is filled in with what another message says.
  const octetsMax = transport === 'udp' ? Math.min(view.payloadOctets, datagramOctetsMax) : messageOctetsMax;
  const finish = (reply: Uint8Array | undefined) => reply && signReply(reply, replies, octetsMax);
  const fail = (error: unknown) => {
    logFailure(parts.logger, request, error);
    return finish(parts.ordinary.sayCode(message, ResponseCode.SERVFAIL));
  };
  // Without its signature nothing else is left that would need an attendant.
  if (!view.needsAttendant) return finish(parts.ordinary.answer(client, message, replies?.octets ?? 0));
  const isUpdate = opcodeOf(message) === Opcode.UPDATE;
  const answerRequest = isUpdate ? parts.answerers.update : parts.answerers.transfer;
  if (answerRequest === undefined) return finish(parts.ordinary.sayCode(message, ResponseCode.REFUSED));
  try {
    const answered = answerRequest(request);
    if (answered instanceof Promise) return answered.then(finish).catch(fail);
    return answered === undefined || answered instanceof Uint8Array ? finish(answered) : answered;
  } catch (error) {
    return fail(error);
  }
}

function opcodeOf(message: Uint8Array): number {
  return ((message[2] ?? 0) >>> 3) & 0x0f;
}

/** A bug, but a stranger may know how to meet it: that must not end the program. */
function logFailure(logger: Logger, { peer }: Request, error: unknown): void {
  logger.error(
    { event: 'bug', stack: error instanceof Error ? error.stack : undefined },
    `cannot answer a request of ${describePeer(peer)}: ${error}`,
  );
}
