// Ranges of addresses as operators write them, or findings on them.

import { quote } from '../../base/quote.ts';
import { type IpPrefix, parseIpPrefix, parseRangeAround, printIpPrefix } from '../../wire/ip-prefix.ts';
import type { Findings } from '../findings/finding.ts';
import type { FlagName } from '../sources/flags.ts';
import type { RawValues } from '../sources/raw-value.ts';
import { from } from '../sources/read-scalars.ts';

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
      `${quote(text)} has bits set after its prefix length; write ${quote(printIpPrefix(meant))} for the whole range, or ${quote(text.trim().replace(/\/.*/, ''))} for the one address${source}`,
    );
  return undefined;
}

export interface PrefixList {
  readonly wayOut: string;
  readonly prefixesMax: number;
  /** What else may be wrong with one. */
  readonly findProblem?: (prefix: IpPrefix) => string | undefined;
}

/** Each range once, however often it is written. */
export function readPrefixes(
  flag: FlagName,
  { wayOut, prefixesMax, findProblem }: PrefixList,
  values: RawValues,
  findings: Findings,
): readonly IpPrefix[] {
  const raw = values.get(flag);
  if (raw === undefined) return [];
  const source = from(flag, raw);
  const prefixes = new Map<string, IpPrefix>();
  for (const text of raw.texts) {
    const prefix = readPrefix(flag, text, wayOut, findings, source);
    if (prefix === undefined) continue;
    const problem = findProblem?.(prefix);
    if (problem === undefined) prefixes.set(printIpPrefix(prefix), prefix);
    else findings.error(flag, `${printIpPrefix(prefix)} ${problem}${source}`);
  }
  if (prefixes.size > prefixesMax)
    findings.error(flag, `names ${prefixes.size} ranges; at most ${prefixesMax} are allowed${source}`);
  return [...prefixes.values()];
}
