// What the control socket is called, and what can be asked of it.

import { join } from 'node:path';

export function controlSocketPath(runtimeDirectory: string): string {
  return join(runtimeDirectory, 'control.sock');
}

export const ControlPath = {
  status: '/v1/status',
  reload: '/v1/reload',
  overrides: '/v1/overrides',
  drain: '/v1/drain',
  undrain: '/v1/undrain',
  force: '/v1/force',
  release: '/v1/release',
  explain: '/v1/explain',
} as const;
