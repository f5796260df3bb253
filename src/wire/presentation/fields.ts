// One line of presentation format -> its fields (RFC 1035 §5.1): words and quoted strings, escapes as they were written.
// Refuses to know types and what the fields mean.

export interface Field {
  /** Between the quotes, if it has any. */
  readonly text: string;
  readonly isQuoted: boolean;
  /** Where it starts in what it was read from, from 0. */
  readonly at: number;
}

/** Parentheses and comments are no part of a single line: a `;` is an octet like any other. */
export function splitFields(line: string): Field[] {
  const fields: Field[] = [];
  const pattern = /"((?:[^"\\]|\\.)*)"|((?:[^\s"\\]|\\.)+)/gsu;
  for (const { index, 1: quoted, 2: word } of line.matchAll(pattern)) {
    if (quoted !== undefined) fields.push({ text: quoted, isQuoted: true, at: index });
    else fields.push({ text: word ?? '', isQuoted: false, at: index });
  }
  return fields;
}
