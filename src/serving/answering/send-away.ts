// Instead of an answer: a reply that makes the client retry, with a cookie if it knows cookies (RFC 7873 §5.2.3), else over TCP.
// Useless for reflection: it has no record, and is longer than the query by a server cookie (16 octets) at most.

import { datagramOctetsMax } from '../../wire/message-format.ts';
import { ResponseCode } from '../../wire/protocol.ts';
import type { QueryView } from '../query/query-view.ts';
import type { QueryOutcome, Reply } from '../query-outcome.ts';
import type { Cookies } from './cookies.ts';
import { oweCookie } from './owe-options.ts';
import type { ReplyWriter } from './reply-writer.ts';

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const octetsMax: number = datagramOctetsMax;
const { BADCOOKIE } = ResponseCode;

/** Over whatever was written. 'answered': with BADCOOKIE; 'truncated': with TC and `code`. */
export function sendAway(
  writer: ReplyWriter,
  query: QueryView,
  cookies: Cookies,
  packet: Uint8Array,
  code: number,
  reply: Reply,
): QueryOutcome {
  writer.begin(packet, reply.octets, octetsMax);
  if (query.cookieAt === 0) return writer.writeTruncated(code, reply);
  oweCookie(writer.opt, cookies);
  return writer.writeCode(BADCOOKIE, reply);
}
