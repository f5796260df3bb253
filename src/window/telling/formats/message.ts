// What every format is made of. Refuses to know the formats.

import type { Tidings } from '../wording/tidings.ts';

export interface Message extends Tidings {
  /** Which machine says so: its operator has several. */
  readonly host: string;
  /** Unix time in milliseconds. */
  readonly atMs: number;
  /** An operator wants to see whether it arrives. */
  readonly isTest?: boolean;
}
