// What the control socket is called, and what can be asked of it.

import { join } from 'node:path';

export function controlSocketPath(runtimeDirectory: string): string {
  return join(runtimeDirectory, 'control.sock');
}

export const ControlPath = { status: '/v1/status', reload: '/v1/reload' } as const;
