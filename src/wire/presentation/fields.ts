// One line of presentation format -> its fields (RFC 1035 §5.1): words and quoted strings, escapes as they were written.
// Refuses to know types and what the fields mean.

export interface Field {
  /** Between the quotes, if it has any. Characters, not octets: what is not ASCII counts as its octets in UTF-8. */
  readonly text: string;
  readonly isQuoted: boolean;
  /**
   * Where it starts in what it was read from, from 0: its first character or its opening quote. A quoted string right behind
   * a word, as in `alpn="h2"`, is a field of its own that starts where the word ends.
   */
  readonly at: number;
  /** The line ends before its closing quote. */
  readonly isUnclosed?: boolean;
}

/** Parentheses and comments are no part of a single line: a `;` is an octet like any other. */
export function splitFields(line: string): Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < line.length; ) {
    if (/\s/.test(line.charAt(at))) {
      at++;
      continue;
    }
    const isQuoted = line.charAt(at) === '"';
    const start = isQuoted ? at + 1 : at;
    const end = findEnd(line, start, isQuoted ? /["\\]/g : /[\s"\\]/g);
    const text = line.slice(start, end);
    const isUnclosed = isQuoted && end === line.length;
    fields.push({ text, isQuoted, at, ...(isUnclosed && { isUnclosed }) });
    at = isQuoted ? end + 1 : end;
  }
  return fields;
}

/** The position of the first stop that is not escaped, or the end of the line. */
function findEnd(line: string, start: number, stops: RegExp): number {
  stops.lastIndex = start;
  for (let stop = stops.exec(line); stop !== null; stop = stops.exec(line)) {
    if (stop[0] !== '\\') return stop.index;
    stops.lastIndex = stop.index + 2;
  }
  return line.length;
}
