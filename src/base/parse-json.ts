// JSON of unknown origin -> value, unless it is nested deeper than anything of ours. JSON.parse takes any depth, but code
// that walks the value afterwards runs out of stack at a few thousand levels, JSON.stringify included.

import { fail, type Result, succeed } from './result.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

export type JsonProblem =
  | { readonly kind: 'too-deep' }
  /** In the parser's words, on one line. */
  | { readonly kind: 'malformed'; readonly reason: string };

/** The deepest that means anything, a check within checks of an address of a name, takes 13. */
export const jsonDepthMax = 32;

export function parseJson(text: string): Result<Json, JsonProblem> {
  if (isTooDeep(text)) return fail({ kind: 'too-deep' });
  try {
    return succeed(JSON.parse(text) as Json);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // The parser quotes the text around the fault, line breaks included.
    return fail({ kind: 'malformed', reason: reason.replaceAll(/[\s\p{Cc}]+/gu, ' ') });
  }
}

/** Without recursion. The text need not be JSON. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at) - 1;
    else if (code === openBrace || code === openBracket) {
      depth++;
      if (depth > jsonDepthMax) return true;
    } else if (code === closeBrace || code === closeBracket) depth--;
  }
  return false;
}

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** The position behind the closing quote of the string that starts at `start`, or the end of a text that lacks one. */
export function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash) at++;
    else if (code === quote) return at + 1;
  }
  return text.length;
}

export function isJsonObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !isJsonArray(value);
}

/** Unlike Array.isArray, keeps the type of the elements. */
export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
