// What is wrong with a name, in words that say what to write instead.

import { domainToASCII } from 'node:url';
import { labelOctetsMax, type NameProblem, nameOctetsMax } from '../wire/name.ts';
import { quote } from './quote.ts';

export function explainNameProblem(text: string, problem: NameProblem): string {
  const name = quote(text);
  switch (problem.kind) {
    case 'empty':
      return 'is empty; write a name';
    case 'empty-label':
      return `${name} has two dots in a row or a dot at an end; take the surplus one out`;
    case 'label-too-long':
      return `${name} has a label of ${problem.label.length} characters ("${problem.label.slice(0, 12)}…"); at most ${labelOctetsMax} fit`;
    case 'name-too-long':
      return `${name} takes ${problem.octets} octets; at most ${nameOctetsMax} fit`;
    case 'bad-character':
      return `${name} contains ${quote(problem.character)}; names are made of letters, digits, "-" and "_"`;
    case 'hyphen-at-edge':
      return `${name} has a label that begins or ends with a hyphen (${quote(problem.label)})`;
    case 'misplaced-asterisk':
      return `${name} has a "*" where none can be; only names in zone-resolutions may have it, as a whole label: "*.api"`;
    case 'not-ascii': {
      // In a text that is longer than any name there is nothing to save, and it would be much work.
      const punycode = text.length > nameOctetsMax ? '' : domainToASCII(text);
      return `${name} is not ASCII; ${punycode === '' ? 'write its punycode form' : `write "${punycode}"`}`;
    }
  }
}
