// The first error in a YAML or JSON text -> what the operator did, where, and what to do instead. The parser notices most
// mistakes long after the place where they were made.

import type { YAMLError } from 'yaml';
import { quote } from '../../base/quote.ts';
import { findBracketProblem } from './find-bracket-problem.ts';
import type { Problem } from './problem.ts';

/** Where a value or a key may begin. */
const curlyQuote = /(?<=(?:^|[[{,:\s]))[“”„‟«»‘’‚‛]/u;
/** `port:53`, alone or in a list. */
const noSpace = /^[ \t]*(?:- +)?(?:[\w.@*-]+|"[^"\n]*"|'[^'\n]*'):(?=[^\s:])/;
/** `*.api:` */
const asteriskKey = /^[ \t]*(?:- +)?(\*[\w.*-]*)[ \t]*:/;
/** A string that holds what should have stood behind it. */
const swallowed = /^[ \t]*[,:\]}]|[\]},:][ \t]*$|[\]}],/;
/** A comma at the end of a line that is complete without it. */
const commaAtEnd = /,[ \t]*(?:#.*)?$/;

export function explainYamlError(text: string, error: YAMLError): Problem {
  const [start, end] = error.pos;
  return (
    explainCurlyQuote(text) ??
    explainCode(text, error) ??
    explainOddQuote(text) ??
    findBracketProblem(text) ??
    explainLine(text, start, end) ?? {
      steps: [],
      offset: start,
      message: `is neither YAML nor JSON: ${decapitalise(error.message)}`,
    }
  );
}

function explainCurlyQuote(text: string): Problem | undefined {
  const found = curlyQuote.exec(text);
  if (found === null) return undefined;
  return { steps: [], offset: found.index, message: explainCurly(found[0]) };
}

export function explainCurly(character: string): string {
  return `has the curly quote ${character}; write straight ones, " or '`;
}

function explainCode(text: string, { code, pos: [start], message }: YAMLError): Problem | undefined {
  const at = (offset: number, what: string): Problem => ({ steps: [], offset, message: what });
  switch (code) {
    case 'TAB_AS_INDENT':
      return at(
        Math.max(0, text.lastIndexOf('\t', start)),
        'is indented with a tab, which YAML does not allow; use spaces',
      );
    case 'BAD_SCALAR_START':
      return at(start, `has a value that begins with ${quote(text[start] ?? '')}; put the value in quotes`);
    case 'BAD_DQ_ESCAPE':
      return at(
        start,
        `has an unknown escape in double quotes (${decapitalise(message)}); write two backslashes for one, or use single quotes`,
      );
    case 'MISSING_CHAR': {
      const mark = /^Missing closing (.)quote/.exec(message)?.[1];
      if (mark === undefined) return undefined;
      return at(
        Math.max(0, text.lastIndexOf(mark, start - 1)),
        `has a quote that is not closed; add ${mark}`,
      );
    }
    default:
      return undefined;
  }
}

/** In JSON a string ends in its line. The parser goes on to the next quote, and blames whatever follows that. */
function explainOddQuote(text: string): Problem | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  let lineStart = 0;
  for (const line of text.split('\n')) {
    const quotes = findQuotes(line);
    if (quotes.length % 2 === 1) {
      const opening = quotes.find(
        (at, index) =>
          index % 2 === 0 && swallowed.test(line.slice(at + 1, quotes[index + 1] ?? line.length)),
      );
      return {
        steps: [],
        offset: lineStart + (opening ?? quotes.at(-1) ?? 0),
        message: 'has a quote that is not closed in its line; add "',
      };
    }
    lineStart += line.length + 1;
  }
  return undefined;
}

/** Where in the line the double quotes are that are not escaped. */
function findQuotes(line: string): number[] {
  const quotes: number[] = [];
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '\\') at++;
    else if (line[at] === '"') quotes.push(at);
  }
  return quotes;
}

/** Mistakes that show in the line of the error, or in the line before: a value that goes on where it should have ended. */
function explainLine(text: string, start: number, end: number): Problem | undefined {
  const first = text.lastIndexOf('\n', start - 1) + 1;
  const last = text.indexOf('\n', Math.max(start, end - 1));
  let lineStart = first;
  for (const line of text.slice(first, last < 0 ? text.length : last).split('\n')) {
    const spaceless = noSpace.exec(line)?.[0];
    if (spaceless !== undefined)
      return {
        steps: [],
        offset: lineStart + spaceless.length,
        message: `needs a space after the colon: "${spaceless.trim()} …"`,
      };
    const name = asteriskKey.exec(line)?.[1];
    if (name !== undefined)
      return {
        steps: [],
        offset: lineStart + line.indexOf('*'),
        message: `has ${quote(name)}, which YAML takes for an alias of something above; put it in quotes`,
      };
    const comma = commaAtEnd.exec(line)?.index;
    if (comma !== undefined && lineStart + comma === start)
      return { steps: [], offset: start, message: 'has a comma too many; remove it' };
    lineStart += line.length + 1;
  }
  if (text[start] === ',') return { steps: [], offset: start, message: 'has a comma too many; remove it' };
  return undefined;
}

function decapitalise(sentence: string): string {
  return sentence.slice(0, 1).toLowerCase() + sentence.slice(1);
}
