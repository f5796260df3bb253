// The text of one file, one character for each octet, and positions in it as people count them. Refuses to know what it says.

import type { ByteString } from '../../base/byte-string.ts';
import { invariant } from '../../base/invariant.ts';
import { describePlaces, type Place } from '../../base/place.ts';

/** Where an entry begins. */
export interface Mark {
  readonly source: SourceText;
  /** From 1. */
  readonly line: number;
  /** From 0, in octets of the file. */
  readonly start: number;
}

/** On either side of the position, as a line may be as long as the file: more characters than are shown. */
const nearOctetsMax = 512;

export class SourceText {
  /** The path as it was opened. */
  readonly file: string;
  readonly text: ByteString;

  constructor(file: string, text: ByteString) {
    this.file = file;
    this.text = text;
  }

  /** Of an octet in the entry, or of the first that is not blank. Counted only when somebody asks. */
  placeOf({ line, start }: Mark, at = this.#firstOctet(start)): Place {
    const { text } = this;
    // lastIndexOf takes a negative position for 0.
    let lineStart = start === 0 ? 0 : text.lastIndexOf('\n', start - 1) + 1;
    let lineNumber = line;
    for (let end = text.indexOf('\n', start); end >= 0 && end < at; end = text.indexOf('\n', end + 1)) {
      lineNumber++;
      lineStart = end + 1;
    }
    return {
      source: this.file,
      line: lineNumber,
      column: countCharacters(text, lineStart, at) + 1,
      ...this.#show(lineStart, at),
    };
  }

  #firstOctet(start: number): number {
    let at = start;
    while (this.text[at] === ' ' || this.text[at] === '\t') at++;
    return at;
  }

  #show(lineStart: number, at: number): Pick<Place, 'excerpt' | 'indent'> {
    const { text } = this;
    const newline = text.indexOf('\n', at);
    const lineEnd = newline < 0 ? text.length : newline;
    const start = Math.max(lineStart, startOfCharacter(text, at - nearOctetsMax));
    const end = Math.min(lineEnd, startOfCharacter(text, at + nearOctetsMax));
    const before = decodeOctets(text.slice(start, at));
    const [place] = describePlaces(this.file, before + decodeOctets(text.slice(at, end)), [before.length]);
    invariant(place !== undefined, 'every offset has a place');
    return { excerpt: place.excerpt, indent: place.indent };
  }
}

/** As UTF-8, with a replacement for what is not; the string is a copy that does not keep the file alive. */
export function decodeOctets(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('utf8');
}

/** In UTF-8, where a character has at most four octets. */
function startOfCharacter(text: string, at: number): number {
  let start = at;
  while (start < at + 3 && continuesCharacter(text.charCodeAt(start))) start++;
  return start;
}

function continuesCharacter(octet: number): boolean {
  return (octet & 0xc0) === 0x80;
}

/** All octets but those that continue a character of UTF-8. */
function countCharacters(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) if (!continuesCharacter(text.charCodeAt(at))) count++;
  return count;
}
