// Which options of OPT a client is owed because it asked for them: decided before the first record is written, which leaves room for
// them. Refuses to know what the question is.

import { writeUint16 } from '../../wire/message-format.ts';
import { EdnsOption } from '../../wire/protocol.ts';
import type { QueryView } from '../query/query-view.ts';
import type { Rules } from '../rules/rules.ts';
import type { Cookies } from './cookies.ts';
import type { OptWriter } from './opt-writer.ts';

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const { NSID, COOKIE, TCP_KEEPALIVE } = EdnsOption;

const optionHeaderOctets = 4;
const idleTime = new Uint8Array(2);

/** `mayBeForged`: over UDP, without anything that shows where the client is. */
export function oweOptions(
  opt: OptWriter,
  query: QueryView,
  rules: Rules,
  cookies: Cookies,
  mayBeForged: boolean,
): void {
  const { policy, idleTenths, cookielessOctetsMax } = rules;
  if (query.cookieAt !== 0) oweCookie(opt, cookies);
  if (query.wantsServerId && policy.serverId !== undefined) {
    const { length } = policy.serverId;
    // An error leaves whatever its length is, and this is what could make it long.
    const end = query.questionEnd + opt.reservedOctets + optionHeaderOctets + length;
    if (!mayBeForged || end <= cookielessOctetsMax) opt.owe(NSID, policy.serverId, length);
  }
  if (query.keepaliveOctets === 0 && idleTenths >= 0) {
    writeUint16(idleTime, 0, idleTenths);
    opt.owe(TCP_KEEPALIVE, idleTime, idleTime.length);
  }
}

/** RFC 7873 §5.2: to who shows one, whatever it is worth. */
export function oweCookie(opt: OptWriter, { octets }: Cookies): void {
  opt.owe(COOKIE, octets, octets.length);
}
