// The words behind `healthy-dns` -> a program that is ready to run, with nothing loaded that it does not need.

import { serveCommand } from './commands/serve.ts';

/** Returns, or resolves to, the exit code. */
export type Program = () => number | Promise<number>;

export async function loadProgram(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Program> {
  // As a service we are started without a word. The parser, a fifth of what a start loads, has nothing to do then.
  if (words.length === 0) {
    const serve = await serveCommand.load();
    return () => serve({}, environment);
  }
  const { parseWords } = await import('./parse-words.ts');
  const parsed = parseWords(words);
  if (!parsed.ok) {
    const { printError } = await import('./printing/print-error.ts');
    for (const line of parsed.problem.lines) printError(line);
    return () => parsed.problem.exitCode;
  }
  const run = await parsed.value.command.load();
  return () => run(parsed.value.words, environment);
}
