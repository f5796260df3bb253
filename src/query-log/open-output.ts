// Opens the output that a plan asks for. The one place that knows them all.

import { systemClock } from '../base/clock.ts';
import { openJournal } from '../linux/journal.ts';
import { loadLibc } from '../linux/libc.ts';
import { DnstapOutput } from './dnstap/dnstap-output.ts';
import { FileOutput } from './outputs/file-output.ts';
import { JournalOutput } from './outputs/journal-output.ts';
import type { LogOutput, OutputTold } from './outputs/log-output.ts';
import type { LogPlan } from './query-log-protocol.ts';

export function openOutput({ output, source }: LogPlan, told: OutputTold, clock = systemClock): LogOutput {
  switch (output.kind) {
    case 'journal': {
      const libc = loadLibc();
      const open = () => (libc.ok ? openJournal(libc.value) : undefined);
      return new JournalOutput({ open, clock, told });
    }
    case 'file':
      return new FileOutput({ path: output.path, octetsMax: output.octetsMax, clock, told });
    case 'dnstap':
      return new DnstapOutput({ path: output.path, source, clock, told });
  }
}
