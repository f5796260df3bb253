// `healthy-dns tsig-keygen`: prints a new key as a key file, which BIND reads as well.

import { quote } from '../../base/quote.ts';
import { didYouMean } from '../../config/findings/suggest.ts';
import { generatedAlgorithms, printKeyFile } from '../../tsig/key-file/print-key-file.ts';
import { explainNameProblem } from '../../wire/explain-name-problem.ts';
import { parseName, printName, rootName } from '../../wire/name.ts';
import { ExitCode } from '../process/exit-codes.ts';

/** Both as typed. */
export function tsigKeygen(nameText: string, word: string): number {
  const name = parseName(nameText);
  const problems: string[] = [];
  if (!name.ok) problems.push(`name: ${explainNameProblem(nameText, name.problem)}`);
  else if (name.value === rootName) problems.push('name: is the root; give the key a name of its own');
  const algorithm = generatedAlgorithms.find((known) => known === word.toLowerCase());
  if (algorithm === undefined) {
    const hint = didYouMean(word.toLowerCase(), generatedAlgorithms);
    problems.push(`--algorithm: ${quote(word)} is not one of ${generatedAlgorithms.join(', ')}${hint}`);
  }
  for (const problem of problems) process.stderr.write(`error: ${problem}\n`);
  if (!name.ok || algorithm === undefined || problems.length > 0) return ExitCode.config;
  process.stdout.write(printKeyFile(printName(name.value).replace(/\.$/, ''), algorithm));
  return ExitCode.ok;
}
