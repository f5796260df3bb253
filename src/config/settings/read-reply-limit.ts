// How many replies over UDP a network may get. Refuses to know how they are counted.

import { quote } from '../../base/quote.ts';
import type { IpPrefix } from '../../wire/ip-prefix.ts';
import type { Findings } from '../findings/finding.ts';
import type { RawValues } from '../sources/raw-value.ts';
import { from, offWords, onWords, type ScalarReader } from '../sources/read-scalars.ts';
import { readPrefixes } from './read-prefix.ts';

export interface ReplyLimitSettings {
  /** Of each kind. */
  readonly perSecond: number;
  /** One of so many replies beyond that is truncated, the others are left out; 0: all of them are. */
  readonly slip: number;
  readonly ipv4Bits: number;
  readonly ipv6Bits: number;
  readonly exempt: readonly IpPrefix[];
}

/**
 * A resolver asks for a name once in its TTL, however many clients it has; 200 names a second of a single server are more than the
 * largest of them want, and a flood of 200 replies a second hurts nobody. NSD has the same default.
 */
const usualPerSecond = 200;
/** Whoever may get more may as well get all. */
const perSecondMax = 10_000;
/** Every other one, as BIND, NSD and Knot do: a flood is answered with half of its octets, and of three questions of a victim one gets through. */
const usualSlip = 2;
/** As in BIND: with rarer ones, a victim's resolver had given up before. */
const slipMax = 10;
/** What providers route at least, and what a customer gets at most as a rule. */
const usualBits = { 4: 24, 6: 56 } as const;
/** One host has 64 bits of addresses. */
const ipv6BitsMax = 64;
/** All of them are compared for each reply that is limited, and there may be a million of those in a second. */
const exemptMax = 64;
const wayOut = 'write an address or a range, such as 192.0.2.0/24 or 2001:db8::/32';

/** Undefined: no limit. */
export function readReplyLimit(
  values: RawValues,
  scalars: ScalarReader,
  findings: Findings,
): ReplyLimitSettings | undefined {
  const perSecond = readRate(values, findings);
  const slip = scalars.number(
    'rrl-slip',
    { min: 0, max: slipMax, isWhole: true, noun: 'whole number' },
    usualSlip,
  );
  const bits = (family: 4 | 6, max: number) =>
    scalars.number(
      `rrl-ipv${family}-prefix`,
      { min: 1, max, isWhole: true, noun: 'number of bits' },
      usualBits[family],
    );
  const [ipv4Bits, ipv6Bits] = [bits(4, 32), bits(6, ipv6BitsMax)];
  const exempt = readPrefixes('rrl-exempt', { wayOut, prefixesMax: exemptMax }, values, findings);
  return perSecond === undefined ? undefined : { perSecond, slip, ipv4Bits, ipv6Bits, exempt };
}

function readRate(values: RawValues, findings: Findings): number | undefined {
  const raw = values.get('rrl');
  if (raw === undefined) return usualPerSecond;
  const text = raw.texts[0]?.trim().toLowerCase() ?? '';
  const number = /^\d{1,6}$/.test(text) ? Number(text) : undefined;
  if (number === 0) return undefined;
  if (number !== undefined && number <= perSecondMax) return number;
  if (onWords.includes(text)) return usualPerSecond;
  if (offWords.includes(text)) return undefined;
  const why = `is neither on nor off nor a number of replies a second from 1 to ${perSecondMax}`;
  findings.error('rrl', `${quote(text)} ${why}${from('rrl', raw)}`);
  return undefined;
}
