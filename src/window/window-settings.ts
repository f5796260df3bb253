// What operators choose about the window, as plain data that crosses threads. Refuses to know flags and files.

import type { NotifyReceiver } from '../config/settings/notify-receiver.ts';
import type { Endpoint } from '../wire/endpoint.ts';
import type { HttpSettings } from './http/http-settings.ts';

/** Given at the start, and anew by each reload. Each part adds its own. */
export interface WindowSettings {
  /** Where history is kept, and what was told; absent: nowhere. */
  readonly stateDirectory?: string | undefined;
  /** Where history is kept, in a directory of its own; absent: in memory only. A reload does not move it. */
  readonly historyPath?: string | undefined;
  /** Who is told of news. */
  readonly notify?: readonly NotifyReceiver[] | undefined;
  /** Whom to ask for addresses; none: those of this machine. */
  readonly resolvers?: readonly Endpoint[] | undefined;
  /** How many names, targets or zones may have metrics of their own. */
  readonly metricsNames?: number | 'all' | undefined;
  /** What HTTP shows; absent: `full`. Who asks the control socket may see everything anyway. */
  readonly statusPage?: 'full' | 'public' | undefined;
  /** Absent: served nowhere but on the control socket. */
  readonly http?: HttpSettings | undefined;
}
