// Counts what passed, failed and was skipped, and prints each fact with its figure as soon as it is known.

export interface Report {
  /** `figure` is what was measured or seen; it is printed either way. */
  check(fact: string, isTrue: boolean, figure?: unknown): void;
  skip(fact: string, reason: string): void;
  heading(text: string): void;
  /** Counts with this one, and begins every line with a name, because several write at once. */
  under(name: string): Report;
  /** Prints the last line, and returns the exit code. */
  finish(): number;
}

const figureLengthMax = 400;

export function createReport(): Report {
  return reportTo({ passed: 0, failed: 0, skipped: 0 }, '');
}

function reportTo(counts: { passed: number; failed: number; skipped: number }, name: string): Report {
  const write = (line: string) => process.stdout.write(`${name}${line}\n`);
  return {
    check(fact, isTrue, figure) {
      counts[isTrue ? 'passed' : 'failed'] += 1;
      const shown = figure === undefined ? '' : `: ${printFigure(figure)}`;
      write(`  ${isTrue ? 'ok    ' : 'FAILED'} ${fact}${shown}`);
    },
    skip(fact, reason) {
      counts.skipped += 1;
      write(`  skipped ${fact}: ${reason}`);
    },
    heading: (text) => write(name === '' ? `\n${text}` : `: ${text}`),
    under: (inner) => reportTo(counts, inner),
    finish() {
      write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
      return counts.failed === 0 ? 0 : 1;
    },
  };
}

function printFigure(figure: unknown): string {
  const text = typeof figure === 'string' ? figure : JSON.stringify(figure);
  const line = text.trim().replaceAll('\n', ' | ');
  return line.length > figureLengthMax ? `${line.slice(0, figureLengthMax)} …` : line;
}
