// How many columns a text takes in a terminal, and texts made to fit. Refuses to know colours, which are put on
// afterwards, and control characters, which are taken out before.

/** As most terminals do it: nothing for combining marks, two for East Asian wide characters and emoji (UAX #11). */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += columnsOfOne(character);
  return columns;
}

function columnsOfOne(character: string): number {
  // Nearly all there is.
  if (character <= '\u007e') return 1;
  if (/^\p{Mn}$|^\p{Me}$/u.test(character)) return 0;
  return /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]$|^[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u.test(
    character,
  )
    ? 2
    : 1;
}

export function padText(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

/** Ends with `…` where something is missing. */
export function cutText(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  if (columns < 1) return '';
  return `${beginningOf(text, columns - 1)}…`;
}

/** Lines of so many columns at most, broken at blanks; a longer word after a sign that may end a line, or where it must. */
export function wrapText(text: string, columns: number): readonly string[] {
  const width = Math.max(1, columns);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (columnsOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = breakWord(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  return [...lines, line];
}

/** After these a long name or address may go on in the next line. */
const breakAfter = /[.:/,=\\-](?=[^.:/,=\\-]*$)/u;

function breakWord(word: string, columns: number): readonly string[] {
  const pieces: string[] = [];
  let left = word;
  while (columnsOf(left) > columns) {
    const most = beginningOf(left, columns) || left.slice(0, 1);
    const at = breakAfter.exec(most)?.index ?? -1;
    // A piece that is much shorter than the line looks like the end of it.
    const piece = at + 1 >= most.length / 2 ? most.slice(0, at + 1) : most;
    pieces.push(piece);
    left = left.slice(piece.length);
  }
  return [...pieces, left];
}

function beginningOf(text: string, columns: number): string {
  let taken = '';
  let used = 0;
  for (const character of text) {
    used += columnsOfOne(character);
    if (used > columns) break;
    taken += character;
  }
  return taken;
}
