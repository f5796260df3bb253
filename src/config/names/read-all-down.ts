// What a name answers when too few of its addresses are healthy, and how many are too few.

import { isJsonArray, type Json } from '../../base/parse-json.ts';
import { quote } from '../../base/quote.ts';
import { countOfShare } from '../../health/deciding/expand-hosts.ts';
import type { AllDownPolicy } from '../../health/deciding/resolution.ts';
import { type IpAddress, parseIpAddress } from '../../wire/ip-address.ts';
import type { Findings } from '../findings/finding.ts';
import { didYouMean } from '../findings/suggest.ts';
import { type RawValues, splitList } from '../sources/raw-value.ts';
import type { FieldReader } from '../sources/read-fields.ts';
import { kindOfJson } from '../sources/read-json.ts';
import { from } from '../sources/read-scalars.ts';

export const allDownWords = ['empty', 'all', 'last'] as const;

const flag = 'when-all-down';
const defaultPolicy: AllDownPolicy = { kind: 'empty' };
const wordsShown = allDownWords.map((word) => `"${word}"`).join(', ');
/** A fallback is a sorry page or two, not a second backend pool. */
const fallbackAddressesMax = 100;

/** `all`, or `192.0.2.1,2001:db8::1`. */
export function readAllDownFlag(values: RawValues, findings: Findings): AllDownPolicy {
  const raw = values.get(flag);
  if (raw === undefined) return defaultPolicy;
  const text = raw.texts[0]?.trim() ?? '';
  const policy = parsePolicy(text);
  if (policy !== undefined) return policy;
  const hint = didYouMean(text, allDownWords);
  findings.error(
    flag,
    `${quote(text)} is neither one of ${allDownWords.join(', ')} nor a list of at most ${fallbackAddressesMax} addresses${hint}${from(flag, raw)}`,
  );
  return defaultPolicy;
}

function parsePolicy(text: string): AllDownPolicy | undefined {
  const word = allDownWords.find((candidate) => candidate === text.toLowerCase());
  if (word !== undefined) return { kind: word };
  const parts = splitList(text);
  const addresses = parts.map(parseIpAddress).filter((address) => address !== undefined);
  if (addresses.length === 0 || addresses.length !== parts.length) return undefined;
  if (parts.length > fallbackAddressesMax) return undefined;
  return { kind: 'addresses', addresses: withoutRepeats(addresses) };
}

/** `key`: as a name has it, or as a zone has it, which may also say it as the flag does. */
export function readAllDownPolicy(
  fields: FieldReader,
  key: 'when_all_down' | typeof flag = 'when_all_down',
): AllDownPolicy | undefined {
  const value = fields.object[key];
  if (value === undefined) return undefined;
  if (isJsonArray(value)) return readFallback(fields, key, value);
  const word = allDownWords.find((candidate) => candidate === value);
  if (word !== undefined) return { kind: word };
  const policy = key === flag && typeof value === 'string' ? parsePolicy(value.trim()) : undefined;
  if (policy !== undefined) return policy;
  const hint = typeof value === 'string' ? didYouMean(value, allDownWords) : '';
  fields.reject(key, `write one of ${wordsShown}, or an array of fallback addresses${hint}`);
  return undefined;
}

function readFallback(fields: FieldReader, key: string, list: readonly Json[]): AllDownPolicy | undefined {
  if (list.length === 0 || list.length > fallbackAddressesMax) {
    fields.error(
      key,
      `has ${list.length} addresses; write 1 to ${fallbackAddressesMax}, or one of ${wordsShown}`,
    );
    return undefined;
  }
  const addresses: IpAddress[] = [];
  for (const [index, item] of list.entries()) {
    const address = typeof item === 'string' ? parseIpAddress(item.trim()) : undefined;
    if (address === undefined) fields.error(key, `${kindOfJson(item)} is not an IPv4 or IPv6 address`, index);
    else addresses.push(address);
  }
  return { kind: 'addresses', addresses: withoutRepeats(addresses) };
}

function withoutRepeats(addresses: readonly IpAddress[]): IpAddress[] {
  return [...new Map(addresses.map((address) => [address.text, address])).values()];
}

/**
 * How many of `total` addresses must be healthy: a count, or a share that is rounded up. Unbounded when the total is not
 * known because some address could not be read.
 */
export function readHealthyMin(fields: FieldReader, total = Number.POSITIVE_INFINITY): number | undefined {
  const key = 'min_healthy';
  const value = fields.object[key];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1) {
    if (value <= total) return value;
    fields.error(key, `is ${value}, but the name has ${total === 1 ? '1 address' : `${total} addresses`}`);
    return undefined;
  }
  const share = readShare(value);
  if (share !== undefined) return countOfShare(share, total);
  fields.reject(key, 'write a count from 1, a fraction such as 0.5, or a percentage such as "50%"');
  return undefined;
}

/** The share as it is written, for a name whose addresses are not all known yet. */
export function readHealthyShare(fields: FieldReader): number | undefined {
  return readShare(fields.object['min_healthy']);
}

function readShare(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value > 0 && value < 1 ? value : undefined;
  const percent = typeof value === 'string' ? /^(\d{1,3}(?:\.\d+)?) ?%$/.exec(value.trim())?.[1] : undefined;
  const share = Number(percent) / 100;
  return share > 0 && share <= 1 ? share : undefined;
}
