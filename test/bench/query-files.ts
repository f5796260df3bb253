// Questions in dnsperf's format: a name and a type on each line.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workDirectory } from './clean-up.ts';
import type { Question, Workload } from './workloads.ts';

export function writeQueryFile({ name }: Workload, questions: readonly Question[]): string {
  const file = join(workDirectory, `${name}.queries`);
  writeFileSync(file, questions.map((question) => `${question.name} ${question.type}\n`).join(''));
  return file;
}
