// What the operator configured about the window, as plain data that crosses threads. Refuses to know about flags and files.

import type { NotifyReceiver } from '../config/settings/notify-receiver.ts';
import type { Endpoint } from '../wire/endpoint.ts';
import type { HttpSettings } from './http/http-settings.ts';

/** Given at the start and again by each reload. Each part of the window adds its own. */
export interface WindowSettings {
  /** For what receivers were told; absent: not kept over restarts. */
  readonly stateDirectory?: string | undefined;
  /** A directory for history alone; absent: in memory only. A reload does not move it. */
  readonly historyPath?: string | undefined;
  /** The receivers of notifications. */
  readonly notify?: readonly NotifyReceiver[] | undefined;
  /** Resolvers for their host names; empty: those of this machine. */
  readonly resolvers?: readonly Endpoint[] | undefined;
  /** With more names, targets or zones than this, they have no series of their own. */
  readonly metricsNames?: number | 'all' | undefined;
  /** What HTTP shows; absent: `full`. The control socket always shows everything. */
  readonly statusPage?: 'full' | 'public' | undefined;
  /** Absent: served on the control socket only. */
  readonly http?: HttpSettings | undefined;
}
