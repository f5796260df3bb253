// YAML text -> tree of nodes, within bounds, or the first thing that is wrong with it. The `yaml` package does the work: it
// takes about a second for a megabyte, and recurses into whatever its parser has nested.

import type { CST, Document, ParsedNode, YAMLError } from 'yaml';
import { jsonDepthMax } from '../../base/parse-json.ts';
import { fail, type Result, succeed } from '../../base/result.ts';
import { explainYamlError } from './explain-yaml-error.ts';
import type { Problem } from './problem.ts';
import { yaml } from './yaml-library.ts';

/** Twenty thousand names with checks take a quarter of it; JSON may be longer, because it is read a hundred times as fast. */
export const yamlCharactersMax = 4 * 1024 * 1024;
/** So many take five seconds, whatever they are. A name with two addresses and a check has fifteen. */
const marksMax = 1_000_000;
/** What the parser makes a part of its own of, or may. */
const marks = new Set([...'[]{},:\'-?*&!|>#@`%"\n'].map((mark) => mark.charCodeAt(0)));

/** Of the parser: a level of ours is at most two of its own, and the document and the value at the end are two more. */
const parserDepthMax = 2 * jsonDepthMax + 2;

const parsing = { version: '1.2', schema: 'core', uniqueKeys: false, prettyErrors: false } as const;

/** Nothing when there is nothing in the text but blanks and comments. */
export function parseYaml(text: string): Result<ParsedNode | undefined, Problem> {
  if (text.length > yamlCharactersMax)
    return fail({
      steps: [],
      offset: 0,
      message: `has ${text.length} characters; at most ${yamlCharactersMax} of YAML are read, but more of JSON`,
    });
  if (countMarks(text) > marksMax)
    return fail({
      steps: [],
      offset: 0,
      message: 'has more parts than are read of YAML; write it as JSON',
    });
  const tokens = parseTokens(text);
  if (!tokens.ok) return tokens;
  const [document, second] = compose(tokens.value);
  if (document === undefined) return succeed(undefined);
  const problem = findProblem(text, document, second);
  // The composer makes nothing but parsed nodes.
  return problem === undefined ? succeed(document.contents ?? undefined) : fail(problem);
}

type ParsedDocument = Document.Parsed<ParsedNode>;

function parseTokens(text: string): Result<CST.Token[], Problem> {
  const parser = new (yaml().Parser)();
  const tokens: CST.Token[] = [];
  for (const lexeme of new (yaml().Lexer)().lex(text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > parserDepthMax)
      return fail({
        steps: [],
        offset: parser.offset,
        message: `is nested deeper than ${jsonDepthMax} levels`,
      });
    // The first says it all, and there may be a million.
    if (tokens.at(-1)?.type === 'error') break;
  }
  for (const token of parser.end()) tokens.push(token);
  return succeed(tokens);
}

/** Every error of the package keeps a stack trace, which is 95 % of the time that a text of nothing but errors takes. */
function compose(tokens: readonly CST.Token[]): ParsedDocument[] {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return [...new (yaml().Composer)(parsing).compose(tokens)];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function countMarks(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) if (marks.has(text.charCodeAt(at))) count++;
  return count;
}

function findProblem(
  text: string,
  document: ParsedDocument,
  second: ParsedDocument | undefined,
): Problem | undefined {
  const error = document.errors.find((one) => !isHarmless(text, one));
  if (error !== undefined) return explainYamlError(text, error);
  const { yaml: declared } = document.directives;
  if (declared.explicit === true && declared.version !== '1.2')
    return { steps: [], offset: 0, message: `is YAML ${declared.version}; remove the line with %YAML` };
  if (second === undefined) return undefined;
  const offset = second.contents?.range[0] ?? second.range[0];
  return {
    steps: [],
    offset,
    message: 'has a second document here; remove the line "---" before it',
  };
}

/** "@" is reserved, but unambiguous: the name of the zone itself, and the beginning of "@file". */
function isHarmless(text: string, { code, pos }: YAMLError): boolean {
  return code === 'BAD_SCALAR_START' && text[pos[0]] === '@';
}
