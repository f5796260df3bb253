// Which options of OPT a client is owed because it asked for them: decided before the first record is written, which leaves room for
// them. Refuses to know what the question is.

import { EdnsOption } from '../../wire/protocol.ts';
import type { QueryView } from '../query/query-view.ts';
import type { Rules } from '../rules/rules.ts';
import type { Cookies } from './cookies.ts';
import type { OptWriter } from './opt-writer.ts';

// V8 folds the constants of a module into its code, and looks imported ones up with every use.
const { NSID, COOKIE } = EdnsOption;

export function oweOptions(opt: OptWriter, query: QueryView, { policy }: Rules, cookies: Cookies): void {
  if (query.cookieAt !== 0) oweCookie(opt, cookies);
  if (query.wantsServerId && policy.serverId !== undefined)
    opt.owe(NSID, policy.serverId, policy.serverId.length);
}

/** RFC 7873 §5.2: to who shows one, whatever it is worth. */
export function oweCookie(opt: OptWriter, { octets }: Cookies): void {
  opt.owe(COOKIE, octets, octets.length);
}
