// Text of a master file -> entries: the fields of a line, or of several in parentheses (RFC 1035 §5.1). Each octet is looked
// at once, or twice where parentheses are not closed. Refuses to know records and directives.

import { isUtf8 } from 'node:buffer';
import type { Field } from '../../wire/presentation/fields.ts';
import type { Mark, SourceText } from './source-text.ts';

export interface Entry extends Mark {
  /** Begins with a blank: a record without an owner. */
  readonly isIndented: boolean;
  readonly fields: readonly Field[];
  /** What keeps it from being read as it stands. */
  readonly problem: { readonly message: string; readonly at: number } | undefined;
}

/** The data of a record has at most 65,535 octets, each of which may be written as `\123`. */
const fieldOctetsMax = 4 * 0xffff;
/** A TXT record of empty strings has that many. */
const fieldsMax = 0x1_0000;

const newline = 0x0a;
const backslash = 0x5c;
const quotationMark = 0x22;

/** What an octet does outside quotation marks; all others are part of a word. */
const Role = { WORD: 0, BLANK: 1, NEWLINE: 2, COMMENT: 3, OPEN: 4, CLOSE: 5, QUOTE: 6, ZERO: 7 } as const;

const roles = new Uint8Array(256);
for (const blank of ' \t\r\f\v') roles[blank.charCodeAt(0)] = Role.BLANK;
roles[newline] = Role.NEWLINE;
roles[0x3b] = Role.COMMENT;
roles[0x28] = Role.OPEN;
roles[0x29] = Role.CLOSE;
roles[quotationMark] = Role.QUOTE;
roles[0] = Role.ZERO;

export class EntryReader {
  readonly #source: SourceText;
  #at: number;
  #line = 1;
  // Of the entry being read:
  #fields: Field[] = [];
  #problem: Entry['problem'];
  /** Where its parenthesis was opened, and in which line; -1 outside parentheses. */
  #openedAt = -1;
  #openedLine = 0;
  /** Parentheses in parentheses: refused, but counted to find the end. */
  #depth = 0;

  constructor(source: SourceText) {
    this.#source = source;
    // The byte order mark that some editors write.
    this.#at = source.text.startsWith('\xef\xbb\xbf') ? 3 : 0;
  }

  /** Lines without any are passed over. */
  next(): Entry | undefined {
    while (this.#at < this.#source.text.length) {
      const [line, start] = [this.#line, this.#at];
      this.#fields = [];
      this.#problem = undefined;
      this.#depth = 0;
      this.#readEntry();
      const fields = this.#fields;
      const problem = this.#problem;
      if (fields.length === 0 && problem === undefined) continue;
      const isIndented = roles[this.#source.text.charCodeAt(start)] === Role.BLANK;
      return { source: this.#source, line, start, isIndented, fields, problem };
    }
    return undefined;
  }

  #readEntry(): void {
    const { text } = this.#source;
    while (this.#at < text.length) {
      const role = roles[text.charCodeAt(this.#at)];
      if (role === Role.BLANK) this.#at++;
      else if (role === Role.WORD) this.#readWord();
      else if (role === Role.NEWLINE) {
        this.#at++;
        this.#line++;
        if (this.#depth === 0) return;
      } else if (role === Role.COMMENT) this.#skipLine();
      else if (role === Role.QUOTE) this.#readQuoted();
      else if (role === Role.OPEN) {
        if (this.#open()) return;
      } else if (role === Role.CLOSE) this.#close();
      else this.#refuseZero();
    }
    if (this.#depth > 0) this.#report(this.#openedAt, 'opens a parenthesis that is never closed');
  }

  /** Whether the entry ends here, because the parenthesis before was forgotten. */
  #open(): boolean {
    if (this.#depth === 0) {
      this.#openedAt = this.#at;
      this.#openedLine = this.#line;
    } else if (this.#line === this.#openedLine) {
      this.#report(this.#at, 'opens a parenthesis inside another; remove the inner ones');
    } else {
      this.#report(
        this.#openedAt,
        `opens a parenthesis that is not closed before line ${this.#line} opens another`,
      );
      // What stands in this line is probably sound.
      this.#at = this.#source.text.lastIndexOf('\n', this.#at) + 1;
      return true;
    }
    this.#depth++;
    this.#at++;
    return false;
  }

  #close(): void {
    if (this.#depth > 0) {
      this.#depth--;
      this.#at++;
      return;
    }
    this.#report(
      this.#at,
      'closes a parenthesis that was not opened; remove it, or write it in quotation marks',
    );
    this.#skipLine();
  }

  #readWord(): void {
    const { text } = this.#source;
    const start = this.#at;
    let at = start;
    let seen = 0;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      seen |= code;
      if (code === backslash) {
        if (this.#isLineEnd(at + 1)) {
          this.#report(at, 'ends its line with a backslash, which escapes nothing');
          this.#at = at + 1;
          return;
        }
        seen |= text.charCodeAt(++at);
      } else if (roles[code] !== Role.WORD) break;
    }
    this.#at = at;
    this.#addField(start, at, false, seen < 0x80);
  }

  #readQuoted(): void {
    const { text } = this.#source;
    const start = this.#at + 1;
    let seen = 0;
    for (let at = start; at < text.length; at++) {
      const code = text.charCodeAt(at);
      seen |= code;
      if (code === quotationMark) {
        this.#at = at + 1;
        this.#addField(start, at, true, seen < 0x80);
        return;
      }
      if (code === newline || (code === backslash && this.#isLineEnd(at + 1))) break;
      if (code === backslash) seen |= text.charCodeAt(++at);
      else if (code === 0) {
        this.#at = at;
        this.#refuseZero();
        return;
      }
    }
    this.#report(start - 1, 'opens a quotation mark that is not closed in its line');
    this.#skipLine();
  }

  #addField(start: number, end: number, isQuoted: boolean, isAscii: boolean): void {
    const at = isQuoted ? start - 1 : start;
    if (end - start > fieldOctetsMax)
      this.#report(
        at,
        `is a field of ${end - start} octets; no record holds more than ${fieldOctetsMax / 4}`,
      );
    else if (this.#fields.length >= fieldsMax)
      this.#report(at, `is preceded by ${fieldsMax} fields; is a parenthesis not closed?`);
    else if (this.#problem === undefined) {
      const octets = this.#source.text.slice(start, end);
      this.#fields.push({ text: isAscii ? octets : charactersOf(octets), isQuoted, at });
    }
  }

  #refuseZero(): void {
    this.#report(this.#at, 'is a zero octet; write "\\000" where one is meant');
    this.#skipLine();
  }

  #isLineEnd(at: number): boolean {
    const { text } = this.#source;
    return at >= text.length || text[at] === '\n' || (text[at] === '\r' && text[at + 1] === '\n');
  }

  #skipLine(): void {
    const { text } = this.#source;
    const end = text.indexOf('\n', this.#at);
    this.#at = end < 0 ? text.length : end;
  }

  /** The first of an entry: others may only follow from it. */
  #report(at: number, message: string): void {
    this.#problem ??= { at, message };
  }
}

/** Fields have characters; an octet that belongs to none is written as an escape. */
function charactersOf(octets: string): string {
  const bytes = Buffer.from(octets, 'latin1');
  if (isUtf8(bytes)) return bytes.toString('utf8');
  return octets.replaceAll(/\\?([\x80-\xff])|\\./gs, (whole, octet: string | undefined) =>
    octet === undefined ? whole : `\\${octet.charCodeAt(0)}`,
  );
}
