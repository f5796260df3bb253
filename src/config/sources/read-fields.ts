// Reads the settings of a JSON object, each within its bounds. What is wrong with one becomes a finding with its path.

import { isJsonObject, type Json, type JsonObject } from '../../base/parse-json.ts';
import { type IpAddress, parseIpAddress } from '../../wire/ip-address.ts';
import { type Findings, findingsMax } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import { askWhether, didYouMean, suggestWord } from '../findings/suggest.ts';
import { readDuration } from './read-duration.ts';
import { kindOfJson } from './read-json.ts';
import { describeDurations, isWithin, type NumberRange } from './read-scalars.ts';

export class FieldReader {
  readonly path: string;
  readonly object: JsonObject;
  readonly #findings: Findings;
  /** The settings that misspelt keys were probably meant to be. */
  readonly #meant = new Set<string>();

  constructor(path: string, object: JsonObject, findings: Findings) {
    this.path = path;
    this.object = object;
    this.#findings = findings;
  }

  /** `what` names the kind of object, where its settings depend on that: ` of tcp checks`. */
  refuseOthers(known: readonly string[], what = ''): void {
    for (const key of Object.keys(this.object)) {
      if (known.includes(key)) continue;
      // Guessing is the most work here, and findings beyond so many errors are not shown.
      const word = this.#findings.errorCount < findingsMax ? suggestWord(key, known) : undefined;
      if (word !== undefined) this.#meant.add(word);
      const message = `there is no such setting${what}${askWhether(word)}`;
      this.#findings.error(printPath(this.path, key), message, 'key');
    }
  }

  /** Whether this setting was misspelt, which is a finding already: that it is missing would be a second one. */
  isMeant(key: string): boolean {
    return this.#meant.has(key);
  }

  has(key: string): boolean {
    return this.#get(key) !== undefined;
  }

  number(key: string, range: NumberRange): number | undefined {
    return this.has(key) ? this.requiredNumber(key, range) : undefined;
  }

  requiredNumber(key: string, { min, max, isWhole, noun }: NumberRange): number | undefined {
    const value = this.#get(key);
    const isGood = typeof value === 'number' && value >= min && value <= max;
    if (isGood && (!isWhole || Number.isInteger(value))) return value;
    this.reject(key, `write a ${noun} from ${min} to ${max}, without quotes`);
    return undefined;
  }

  /** In seconds. */
  duration(key: string, range: NumberRange): number | undefined {
    const value = this.#get(key);
    if (value === undefined) return undefined;
    const seconds = typeof value === 'number' || typeof value === 'string' ? readDuration(value) : undefined;
    if (seconds !== undefined && isWithin(seconds, range)) return seconds;
    this.reject(key, `write a ${describeDurations(range)}`);
    return undefined;
  }

  word<Word extends string>(key: string, words: readonly Word[]): Word | undefined {
    const value = this.#get(key);
    if (value === undefined) return undefined;
    const word = words.find((candidate) => candidate === value);
    if (word !== undefined) return word;
    const hint = typeof value === 'string' ? didYouMean(value, words) : '';
    this.reject(key, `write one of ${words.map((one) => `"${one}"`).join(', ')}${hint}`);
    return undefined;
  }

  isOn(key: string): boolean | undefined {
    const value = this.#get(key);
    if (value === undefined || typeof value === 'boolean') return value;
    this.reject(key, 'write true or false');
    return undefined;
  }

  /** `must` describes the pattern. */
  text(key: string, pattern: RegExp, must: string): string | undefined {
    const value = this.#get(key);
    if (value === undefined) return undefined;
    if (typeof value === 'string' && pattern.test(value)) return value;
    this.reject(key, `write ${must}`);
    return undefined;
  }

  address(key: string): IpAddress | undefined {
    const value = this.#get(key);
    if (value === undefined) return undefined;
    const address = typeof value === 'string' ? parseIpAddress(value.trim()) : undefined;
    if (address === undefined) this.error(key, `${kindOfJson(value)} is not an IPv4 or IPv6 address`);
    return address;
  }

  within(key: string): FieldReader | undefined {
    const value = this.#get(key);
    if (value === undefined) return undefined;
    if (isJsonObject(value)) return new FieldReader(printPath(this.path, key), value, this.#findings);
    this.reject(key, 'write an object');
    return undefined;
  }

  reject(key: string, wayOut: string): void {
    const value = this.#get(key);
    if (value === undefined && this.isMeant(key)) return;
    this.error(key, `is ${value === undefined ? 'missing' : kindOfJson(value)}; ${wayOut}`);
  }

  /** `index` points into an array. */
  error(key: string, message: string, index?: number): void {
    this.#findings.error(printPath(this.path, key, ...(index === undefined ? [] : [index])), message);
  }

  /** About this value compared with another one. */
  warnIfSound(key: string, message: string): void {
    this.#findings.warnIfSound(printPath(this.path, key), message);
  }

  /** Own keys only: no object has inherited a setting called `constructor`. */
  #get(key: string): Json | undefined {
    return Object.hasOwn(this.object, key) ? this.object[key] : undefined;
  }
}
