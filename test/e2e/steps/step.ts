// What every step is: it proves some facts on a machine and leaves it as the next step expects it, with the service
// running and configured.

import type { Machine } from '../machine.ts';
import type { Report } from '../report.ts';

export type Step = (machine: Machine, report: Report) => Promise<void>;
