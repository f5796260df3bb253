// "txt" in an entry of --zone-resolutions: the strings of a TXT record, as a list or as keys and values (RFC 6763 §6).

import { readByteString } from '../../base/byte-string.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/parse-json.ts';
import { quote } from '../../base/quote.ts';
import { type Rdata, txtRdata } from '../../wire/rdata.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import { kindOfJson } from '../sources/read-json.ts';

/** RFC 1035 §3.3: a string has one octet for its length. */
const stringOctetsMax = 255;
/** Far more than fits into a datagram, and far less than a message can hold. */
const textOctetsMax = 8192;
/** RFC 6763 §6.4: printable ASCII but for "=", which ends a key. */
const keyPattern = /^[ -<>-~]+$/;

interface WrittenString {
  readonly path: string;
  readonly string: string;
}

export function readText(path: string, json: Json, findings: Findings): Rdata | undefined {
  const written = isJsonArray(json)
    ? readStrings(path, json, findings)
    : isJsonObject(json)
      ? readPairs(path, json, findings)
      : undefined;
  if (written === undefined) {
    findings.error(path, `is ${kindOfJson(json)}; write ["key=value"] or {"key": "value"}`);
    return undefined;
  }
  const strings = written.flatMap(({ path: at, string }) => {
    const encoded = readByteString(Buffer.from(string, 'utf8'));
    if (encoded.length <= stringOctetsMax) return [encoded];
    findings.error(at, `makes a string of ${encoded.length} octets; at most ${stringOctetsMax} are allowed`);
    return [];
  });
  const octets = strings.reduce((sum, string) => sum + 1 + string.length, 0);
  if (octets > textOctetsMax) {
    findings.error(path, `has ${octets} octets; at most ${textOctetsMax} are allowed`);
    return undefined;
  }
  return txtRdata(strings);
}

function readStrings(path: string, list: readonly Json[], findings: Findings): WrittenString[] {
  return list.flatMap((item, index) => {
    const at = printPath(path, index);
    if (typeof item === 'string') return [{ path: at, string: item }];
    findings.error(at, `is ${kindOfJson(item)}; write a string`);
    return [];
  });
}

/** RFC 6763 §6.3: "key=value", or the key alone when it is just present. */
function readPairs(path: string, json: JsonObject, findings: Findings): WrittenString[] {
  const seen = new Map<string, string>();
  return Object.entries(json).flatMap(([key, value]) => {
    const at = printPath(path, key);
    if (!keyPattern.test(key)) findings.error(at, 'is not a key; write printable ASCII without "="');
    // RFC 6763 §6.4: case does not matter, and clients ignore a second one.
    const twin = seen.get(key.toLowerCase());
    if (twin !== undefined)
      findings.error(at, `is the same key as ${quote(twin)}; clients read only the first`);
    seen.set(key.toLowerCase(), key);
    if (value === true) return [{ path: at, string: key }];
    if (typeof value === 'number' && !isExact(value)) {
      findings.error(
        at,
        `has more digits than a number can keep, and would become ${value}; write it in quotes`,
      );
      return [];
    }
    if (typeof value === 'string' || typeof value === 'number')
      return [{ path: at, string: `${key}=${value}` }];
    findings.error(at, `is ${kindOfJson(value)}; write a string, a number or true`);
    return [];
  });
}

/** JSON.parse rounds longer numbers, which is no use for a serial number. */
function isExact(value: number): boolean {
  return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
}
