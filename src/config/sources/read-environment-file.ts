// The text of an environment file -> its variables, as systemd reads EnvironmentFile= (systemd.exec(5)), plus
// `export NAME=value`, which systemd silently drops. Refuses to know what the variables mean.

export interface EnvironmentText {
  /** The last value wins when a name is set twice. */
  readonly variables: Readonly<Record<string, string>>;
  /** Lines that are not assignments, counted from 1; systemd ignores them, too. */
  readonly oddLines: readonly number[];
}

const newline = /[\n\r]/;
const whitespace = /[ \t\n\r]/;
/** Before any other character in double quotes, a backslash stands for itself. */
const escapedInDoubleQuotes = /["\\`$]/;
const namePattern = /^[A-Za-z_][A-Za-z0-9_]*$/;
const exportPattern = /^export[ \t]+/;

type State =
  | 'before-key'
  | 'comment'
  | 'comment-escape'
  | 'key'
  | 'before-value'
  | 'value'
  | 'value-escape'
  | 'single-quoted'
  | 'double-quoted'
  | 'double-quoted-escape';

/**
 * The states of systemd's parse_env_file_internal(), which decide what a quote, a backslash or a line break does. One long
 * function, because every branch changes the same four variables, and so does the original that it is compared with.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: see above
export function readEnvironmentFile(text: string): EnvironmentText {
  const variables: Record<string, string> = {};
  const oddLines: number[] = [];
  let state: State = 'before-key';
  let key = '';
  let value = '';
  /** The length of the value without trailing white space, which is dropped unless it was quoted. */
  let valueLength = 0;
  let line = 1;
  let keyLine = 1;

  function assign(): void {
    const name = key.trimEnd().replace(exportPattern, '');
    if (namePattern.test(name)) variables[name] = value.slice(0, valueLength);
    else oddLines.push(keyLine);
    state = 'before-key';
  }

  function append(character: string): void {
    value += character;
    valueLength = value.length;
  }

  for (const character of text) {
    if (character === '\n') line++;
    switch (state) {
      case 'before-key':
        if (character === '#' || character === ';') state = 'comment';
        else if (!whitespace.test(character)) {
          state = 'key';
          key = character;
          keyLine = line;
        }
        break;
      case 'comment':
        if (character === '\\') state = 'comment-escape';
        else if (newline.test(character)) state = 'before-key';
        break;
      case 'comment-escape':
        // Before systemd 254, a backslash at its end continued a comment in the next line; now it does nothing.
        state = newline.test(character) ? 'before-key' : 'comment';
        break;
      case 'key':
        if (newline.test(character)) {
          oddLines.push(keyLine);
          state = 'before-key';
        } else if (character === '=') {
          state = 'before-value';
          value = '';
          valueLength = 0;
        } else key += character;
        break;
      case 'before-value':
        if (newline.test(character)) assign();
        else if (character === "'") state = 'single-quoted';
        else if (character === '"') state = 'double-quoted';
        else if (character === '\\') state = 'value-escape';
        else if (!whitespace.test(character)) {
          state = 'value';
          append(character);
        }
        break;
      case 'value':
        if (newline.test(character)) assign();
        else if (character === '\\') {
          state = 'value-escape';
          valueLength = value.length;
        } else if (whitespace.test(character)) value += character;
        else append(character);
        break;
      case 'value-escape':
        state = 'value';
        if (!newline.test(character)) append(character);
        break;
      case 'single-quoted':
        if (character === "'") state = 'before-value';
        else append(character);
        break;
      case 'double-quoted':
        if (character === '"') state = 'before-value';
        else if (character === '\\') state = 'double-quoted-escape';
        else append(character);
        break;
      case 'double-quoted-escape':
        state = 'double-quoted';
        if (escapedInDoubleQuotes.test(character)) append(character);
        else if (character !== '\n') append(`\\${character}`);
    }
  }
  if (state === 'key') oddLines.push(keyLine);
  else if (state !== 'before-key' && state !== 'comment' && state !== 'comment-escape') assign();
  return { variables, oddLines };
}
