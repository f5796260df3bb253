// What an HTTP check requests and expects. Nothing it accepts can break out of a line of the request.

import { isJsonArray, type Json } from '../../base/parse-json.ts';
import {
  defaultExpect,
  defaultMethod,
  defaultPath,
  type HttpExpectation,
  httpMethods,
  type StatusRange,
} from '../../health/target.ts';
import type { FieldReader } from '../sources/read-fields.ts';
import { kindOfJson } from '../sources/read-json.ts';

export const httpKeys = ['path', 'host', 'method', 'expect', 'body'] as const;

/** Visible ASCII but for "#", which begins a fragment and is never sent (RFC 9110 §7.1); long enough for any health page. */
const pathPattern = /^\/[!"$-~]{0,1023}$/;
const hostPattern = /^([A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*|\[[0-9A-Fa-f:.]{2,45}\])(:\d{1,5})?$/;
const hostOctetsMax = 260;
const bodyPattern = /^.{1,1024}$/su;
const statusRangesMax = 32;
const expectForm = 'write status codes such as 200, "200-399" or [200, "300-399"]';

export function readHttp(fields: FieldReader): HttpExpectation {
  const method = fields.word('method', httpMethods) ?? defaultMethod;
  const path = fields.text('path', pathPattern, 'a path of at most 1024 characters that begins with "/"');
  const host = readHost(fields);
  const body = fields.text('body', bodyPattern, 'a text of 1 to 1024 characters that the page must contain');
  if (body !== undefined && method === 'HEAD')
    fields.error('body', 'cannot be found in a reply to HEAD, which has no body; leave "method" out');
  return {
    method,
    path: path ?? defaultPath,
    expect: readExpect(fields),
    ...(host === undefined ? {} : { host: host.toLowerCase() }),
    ...(body === undefined ? {} : { body }),
  };
}

function readHost(fields: FieldReader): string | undefined {
  const host = fields.text('host', hostPattern, 'a host name such as "www.example.com"');
  if (host === undefined || host.length <= hostOctetsMax) return host;
  fields.error('host', `has ${host.length} characters; no host name has more than 253`);
  return undefined;
}

function readExpect(fields: FieldReader): readonly StatusRange[] {
  const value = fields.object['expect'];
  if (value === undefined) return defaultExpect;
  const items = isJsonArray(value) ? value : [value];
  if (items.length === 0 || items.length > statusRangesMax) {
    fields.error('expect', `has ${items.length} entries; ${expectForm}`);
    return defaultExpect;
  }
  const ranges: StatusRange[] = [];
  for (const item of items) {
    const range = readRange(item);
    if (range === undefined)
      fields.error('expect', `${kindOfJson(item)} is not a status code; ${expectForm}`);
    else ranges.push(range);
  }
  return mergeRanges(ranges);
}

function readRange(item: Json): StatusRange | undefined {
  const text = typeof item === 'number' ? String(item) : item;
  const match = typeof text === 'string' ? /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(text.trim()) : null;
  if (match === null) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  return first <= last ? [first, last] : undefined;
}

/** Sorted, with adjacent ranges merged. */
function mergeRanges(ranges: readonly StatusRange[]): StatusRange[] {
  const merged: [number, number][] = [];
  for (const [first, last] of [...ranges].sort(([a], [b]) => a - b)) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged;
}
