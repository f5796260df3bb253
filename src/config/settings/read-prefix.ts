// A range of addresses as operators write it, or a finding on it.

import { quote } from '../../base/quote.ts';
import { type IpPrefix, parseIpPrefix, parseRangeAround, printIpPrefix } from '../../wire/ip-prefix.ts';
import type { Findings } from '../findings/finding.ts';

/** `source`: where the value came from, behind the message. */
export function readPrefix(
  at: string,
  text: string,
  wayOut: string,
  findings: Findings,
  source = '',
): IpPrefix | undefined {
  const prefix = parseIpPrefix(text);
  if (prefix !== undefined) return prefix;
  const meant = parseRangeAround(text);
  if (meant === undefined) findings.error(at, `${quote(text)} is no address; ${wayOut}${source}`);
  else
    findings.error(
      at,
      `${quote(text)} has bits set behind its length; write ${quote(printIpPrefix(meant))} for the whole range, or ${quote(text.trim().replace(/\/.*/, ''))} for the one address${source}`,
    );
  return undefined;
}
