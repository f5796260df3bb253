// Flags with a single value: numbers, words and addresses.

import { quote } from '../../base/quote.ts';
import { type IpAddress, parseIpAddress } from '../../wire/ip-address.ts';
import { ttlSecondsMax } from '../../zone/zone-timing.ts';
import type { Findings } from '../findings/finding.ts';
import { didYouMean } from '../findings/suggest.ts';
import type { FlagName } from './flags.ts';
import type { RawValue, RawValues } from './raw-value.ts';
import { readDuration } from './read-duration.ts';

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly isWhole: boolean;
  /** For messages: `number of seconds`. */
  readonly noun: string;
}

/** A day: rarer probes are no health checks. */
const intervalSecondsMax = 86_400;
/** Any shorter, and probes cost more than the service they protect. */
const intervalSecondsMin = 0.1;

/** For intervals and timeouts. */
export const secondsRange: NumberRange = {
  min: intervalSecondsMin,
  max: intervalSecondsMax,
  isWhole: false,
  noun: 'number of seconds',
};

/** For successes or failures in a row. */
export const timesRange: NumberRange = { min: 1, max: 100, isWhole: true, noun: 'whole number' };

export const ttlRange: NumberRange = {
  min: 0,
  max: ttlSecondsMax,
  isWhole: true,
  noun: 'whole number of seconds',
};

/** For a number of 16 bits. */
export const uint16Range: NumberRange = { min: 0, max: 65_535, isWhole: true, noun: 'number' };

/** For a port to connect to. */
export const portRange: NumberRange = { min: 1, max: 65_535, isWhole: true, noun: 'port number' };

/** Each needs its own sockets for UDP and TCP; with more addresses, listen on all of them with "::". */
const addressesMax = 256;

export const onWords = ['yes', 'true', 'on', '1'];
export const offWords = ['no', 'false', 'off', '0'];

export class ScalarReader {
  readonly #values: RawValues;
  readonly #findings: Findings;

  constructor(values: RawValues, findings: Findings) {
    this.#values = values;
    this.#findings = findings;
  }

  number<Fallback>(name: FlagName, range: NumberRange, fallback: Fallback): number | Fallback {
    const raw = this.#values.get(name);
    if (raw === undefined) return fallback;
    const text = raw.texts[0]?.trim() ?? '';
    const value = Number(text);
    const isPlain = /^\d+(\.\d+)?$/.test(text) && (!range.isWhole || Number.isInteger(value));
    if (isPlain && value >= range.min && value <= range.max) return value;
    this.#reject(name, raw, `is not a ${range.noun} from ${range.min} to ${range.max}`);
    return fallback;
  }

  /** In seconds. */
  duration<Fallback>(name: FlagName, range: NumberRange, fallback: Fallback): number | Fallback {
    const raw = this.#values.get(name);
    if (raw === undefined) return fallback;
    const seconds = readDuration(raw.texts[0] ?? '');
    if (seconds !== undefined && isWithin(seconds, range)) return seconds;
    this.#reject(name, raw, `is not a ${describeDurations(range)}`);
    return fallback;
  }

  word<Word extends string>(name: FlagName, words: readonly Word[], fallback: Word): Word {
    const raw = this.#values.get(name);
    if (raw === undefined) return fallback;
    const text = raw.texts[0]?.trim().toLowerCase() ?? '';
    const word = words.find((candidate) => candidate === text);
    if (word !== undefined) return word;
    this.#reject(name, raw, `is not one of ${words.join(', ')}${didYouMean(text, words)}`);
    return fallback;
  }

  /** For a flag that may be repeated. */
  words(name: FlagName, words: readonly string[]): string[] {
    const raw = this.#values.get(name);
    const found: string[] = [];
    for (const given of raw?.texts ?? []) {
      const text = given.trim().toLowerCase();
      if (words.includes(text)) found.push(text);
      else if (raw !== undefined) {
        const why = `is not one of ${words.join(', ')}${didYouMean(text, words)}`;
        this.#findings.error(name, `${quote(given)} ${why}${from(name, raw)}`);
      }
    }
    return found;
  }

  /** A switch without a value is on. */
  isOn(name: FlagName): boolean {
    if (this.#values.get(name)?.texts[0] === '') return true;
    return onWords.includes(this.word(name, [...onWords, ...offWords], 'no'));
  }

  addresses(name: FlagName): IpAddress[] | undefined {
    const raw = this.#values.get(name);
    if (raw === undefined) return undefined;
    const addresses = new Map<string, IpAddress>();
    for (const text of raw.texts) {
      const address = parseIpAddress(text.trim());
      if (address === undefined)
        this.#findings.error(name, `${quote(text)} is not an IPv4 or IPv6 address${from(name, raw)}`);
      else addresses.set(address.text, address);
    }
    if (addresses.size > addressesMax) {
      const why = `names ${addresses.size} addresses; at most ${addressesMax} are allowed, and "::" means all of this machine's`;
      this.#findings.error(name, `${why}${from(name, raw)}`);
    }
    return [...addresses.values()];
  }

  #reject(name: FlagName, raw: RawValue, why: string): void {
    this.#findings.error(name, `${quote(raw.texts[0] ?? '')} ${why}${from(name, raw)}`);
  }
}

export function isWithin(value: number, { min, max, isWhole }: NumberRange): boolean {
  return value >= min && value <= max && (!isWhole || Number.isInteger(value));
}

/** `number of seconds from 0.1 to 86400; units are ms, s, m, h and d` */
export function describeDurations({ min, max, noun }: NumberRange): string {
  return `${noun} from ${min} to ${max}; units are ms, s, m, h and d`;
}

/** Names the variable that the value came from; the flag is in the path of the finding already, and a file in its place. */
export function from(name: FlagName, raw: RawValue): string {
  return raw.source === `--${name}` || raw.origin !== undefined ? '' : ` (from ${raw.source})`;
}
