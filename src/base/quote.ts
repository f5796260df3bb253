// What somebody wrote, as part of a message: on one line, without control characters, and cut short.

/** Room for the longest name; a longer text is recognised by its beginning. */
const shownCharactersMax = 255;

/** In quotation marks; with its length when it is cut short. */
export function quote(text: string): string {
  return `"${escapeText(text)}"${text.length > shownCharactersMax ? ` (${text.length} characters)` : ''}`;
}

/** As in a JSON string, without the quotation marks. */
export function escapeText(text: string): string {
  const isWhole = text.length <= shownCharactersMax;
  const shown = isWhole ? text : `${text.slice(0, shownCharactersMax)}…`;
  return escapeCharacters(JSON.stringify(shown).slice(1, -1));
}

/** JSON.stringify leaves U+2028 (a line break to some), bidirectional and C1 control characters alone. */
export function escapeCharacters(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return character.replaceAll(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
