// The text of an environment file -> its variables, as systemd reads EnvironmentFile= (systemd.exec(5)), and one thing more:
// `export NAME=value`, which systemd drops without a word. Refuses to know what the variables mean.

export interface EnvironmentText {
  /** The last one counts when a name is set twice. */
  readonly variables: Readonly<Record<string, string>>;
  /** Lines that are no assignment, counted from 1; systemd passes over them, too. */
  readonly oddLines: readonly number[];
}

const newline = /[\n\r]/;
const whitespace = /[ \t\n\r]/;
/** Elsewhere between double quotes, a backslash stands for itself. */
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

/** The states of systemd's parse_env_file_internal(), which decide what a quote, a backslash or a line break does. */
export function readEnvironmentFile(text: string): EnvironmentText {
  const variables: Record<string, string> = {};
  const oddLines: number[] = [];
  let state: State = 'before-key';
  let key = '';
  let value = '';
  /** How much of the value stays when it ends here: white space at its end does not, unless it was quoted. */
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
        // Before systemd 254 the comment went on in the next line; now nothing is lost by a backslash at its end.
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
