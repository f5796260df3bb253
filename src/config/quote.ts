// What somebody wrote, as part of a message: on one line, without anything that a terminal obeys, and never the whole of a
// megabyte.

/** The longest name fits; with more than that nobody recognises anything. */
const shownCharactersMax = 255;

/** In quotation marks, and with its length when that is not the whole of it. */
export function quote(text: string): string {
  return `"${escapeText(text)}"${text.length > shownCharactersMax ? ` (${text.length} characters)` : ''}`;
}

/** As in a JSON string, without its quotation marks. */
export function escapeText(text: string): string {
  const isWhole = text.length <= shownCharactersMax;
  const shown = isWhole ? text : `${text.slice(0, shownCharactersMax)}…`;
  // JSON leaves alone what ends a line for some (U+2028), turns the direction of writing or is a C1 control character.
  return JSON.stringify(shown)
    .slice(1, -1)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return character.replaceAll(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
