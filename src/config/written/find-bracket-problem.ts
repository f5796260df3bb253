// Which bracket of a broken text is never closed. The parser sees that at the end of the file, and a counter blames the
// outermost bracket: this looks at the indentation, which shows what the operator took to be closed.

import type { Problem } from './problem.ts';
import { yaml } from './yaml-library.ts';

interface Open {
  readonly bracket: '{' | '[';
  readonly offset: number;
  /** Of the line that it is in. */
  readonly indentation: number;
  readonly line: number;
}

const closing = { '{': '}', '[': ']' } as const;

export function findBracketProblem(text: string): Problem | undefined {
  const open: Open[] = [];
  let offset = 0;
  let line = 0;
  let indentation = 0;
  let isFirst = true;
  for (const lexeme of new (yaml().Lexer)().lex(text)) {
    // These stand for something that is not in the text.
    if (lexeme === '\u0002' || lexeme === '\u0018' || lexeme === '\u001f') continue;
    if (lexeme === '{' || lexeme === '[') {
      if (isFirst) indentation = columnOf(text, offset);
      open.push({ bracket: lexeme, offset, indentation, line });
    } else if (lexeme === '}' || lexeme === ']') {
      const last = open.pop();
      const isWanted = [last, ...open].some((one) => one !== undefined && closing[one.bracket] === lexeme);
      if (last === undefined || !isWanted)
        return { steps: [], offset, message: `has a "${lexeme}" that closes nothing; remove it` };
      if (closing[last.bracket] !== lexeme) return explainOpen(last);
      // `}` at the beginning of a line belongs to a line that begins as far left.
      if (isFirst && line > last.line && columnOf(text, offset) < last.indentation) return explainOpen(last);
    } else if (isFirst && lexeme.trim() !== '') indentation = columnOf(text, offset);
    if (lexeme.includes('\n')) {
      line++;
      isFirst = true;
    } else if (lexeme.trim() !== '') isFirst = false;
    offset += lexeme.length;
  }
  const last = open.at(-1);
  return last === undefined ? undefined : explainOpen(last);
}

function explainOpen({ bracket, offset }: Open): Problem {
  return {
    steps: [],
    offset,
    message: `has a "${bracket}" that is never closed; add "${closing[bracket]}"`,
  };
}

function columnOf(text: string, offset: number): number {
  return offset - text.lastIndexOf('\n', offset - 1) - 1;
}
