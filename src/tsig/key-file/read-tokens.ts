// The text of a key file -> its words and marks, as named.conf has them: comments are left out, quotation marks removed.
// Refuses to know what they say.

export interface Token {
  readonly kind: 'word' | 'text' | '{' | '}' | ';';
  /** Of a text, what is between the quotation marks. */
  readonly value: string;
  readonly offset: number;
}

export interface Tokens {
  readonly tokens: readonly Token[];
  /** Where something begins that does not end. */
  readonly unended?: { readonly offset: number; readonly what: 'comment' | 'quoted text' };
}

/** Blanks, comments to the end of the line, comments between marks, quoted texts, marks and words, in this order. */
const pattern =
  /(?<blank>\s+)|(?<line>(?:#|\/\/)[^\n]*)|(?<comment>\/\*)|(?<text>")|(?<mark>[{};])|(?<word>[^\s{};"]+)/y;

type Groups = { readonly [name in 'comment' | 'text' | 'mark' | 'word']?: string | undefined };

export function readTokens(text: string): Tokens {
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < text.length) {
    pattern.lastIndex = offset;
    const match = pattern.exec(text);
    const { comment, text: quoted, mark, word }: Groups = match?.groups ?? {};
    let end = pattern.lastIndex;
    if (comment !== undefined) {
      const close = text.indexOf('*/', end);
      if (close < 0) return { tokens, unended: { offset, what: 'comment' } };
      end = close + 2;
    } else if (quoted !== undefined) {
      end = endOfText(text, offset);
      if (end === 0) return { tokens, unended: { offset, what: 'quoted text' } };
      tokens.push({ kind: 'text', value: text.slice(offset + 1, end - 1), offset });
    } else if (mark !== undefined) {
      tokens.push({ kind: mark as '{' | '}' | ';', value: mark, offset });
    } else if (word !== undefined) {
      tokens.push({ kind: 'word', value: word, offset });
    }
    offset = end;
  }
  return { tokens };
}

/** Behind its last quotation mark; 0 when there is none in its line. */
function endOfText(text: string, offset: number): number {
  const close = /["\n]/g;
  close.lastIndex = offset + 1;
  const found = close.exec(text);
  return found?.[0] === '"' ? found.index + 1 : 0;
}
