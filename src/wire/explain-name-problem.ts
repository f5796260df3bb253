// What is wrong with a name, and what to write instead.

import { domainToASCII } from 'node:url';
import { quote } from '../base/quote.ts';
import { hideEscapes } from './escapes.ts';
import { labelOctetsMax, type NameProblem, nameOctetsMax } from './name.ts';

export function explainNameProblem(text: string, problem: NameProblem): string {
  const name = quote(text);
  switch (problem.kind) {
    case 'empty':
      return 'is empty; write a name';
    case 'empty-label':
      return `${name} has two dots in a row or a dot at an end; remove the extra dot`;
    case 'label-too-long':
      return `${name} has a label of ${hideEscapes(problem.label).length} characters ("${problem.label.slice(0, 12)}…"); at most ${labelOctetsMax} are allowed`;
    case 'name-too-long':
      return `${name} takes ${problem.octets} octets; at most ${nameOctetsMax} are allowed`;
    case 'bad-character':
      return `${name} contains ${quote(problem.character)}; use letters, digits, "-" and "_"`;
    case 'hyphen-at-edge':
      return `${name} has a label that begins or ends with a hyphen (${quote(problem.label)}); remove the hyphen`;
    case 'misplaced-asterisk':
      return `${name} has a misplaced "*"; only names of records may have one, as in "*.api"`;
    case 'bad-escape':
      return `${name} has a backslash that escapes nothing; write "\\." for a dot in a label, "\\\\" for a backslash, or an octet's decimal number in three digits: "\\032"`;
    case 'not-ascii': {
      // A text longer than any name is beyond repair, and converting it would be much work.
      const punycode = text.length > nameOctetsMax ? '' : domainToASCII(text);
      return `${name} is not ASCII; ${punycode === '' ? 'write its punycode form' : `write "${punycode}"`}`;
    }
  }
}
