// Where a daemon's control socket is.

import { join } from 'node:path';

export function controlSocketPath(runtimeDirectory: string): string {
  return join(runtimeDirectory, 'control.sock');
}
