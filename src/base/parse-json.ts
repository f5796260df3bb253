// JSON of unknown origin -> value, if it is not nested deeper than anything of ours. JSON.parse takes any depth, but what
// walks the value afterwards does not, JSON.stringify included: the stack of whoever recurses ends at a few thousand.

import { fail, type Result, succeed } from './result.ts';

export type JsonProblem =
  | { readonly kind: 'too-deep' }
  /** The reason is the parser's, on one line. */
  | { readonly kind: 'malformed'; readonly reason: string };

/** A check within checks of an address of a name, the deepest that means anything, takes 13. */
export const jsonDepthMax = 32;

export function parseJson(text: string): Result<unknown, JsonProblem> {
  if (isTooDeep(text)) return fail({ kind: 'too-deep' });
  try {
    return succeed(JSON.parse(text) as unknown);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // It quotes the text around the fault, line breaks and all.
    return fail({ kind: 'malformed', reason: reason.replaceAll(/[\s\p{Cc}]+/gu, ' ') });
  }
}

/** Without recursion, and of any text: brackets in what is no JSON are no harm. */
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

/** Behind the closing quote of the string that starts there, or the end of a text that lacks one. */
export function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash) at++;
    else if (code === quote) return at + 1;
  }
  return text.length;
}
