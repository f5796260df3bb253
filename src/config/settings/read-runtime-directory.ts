// Where the control socket and the saved verdicts are: all that a command needs to find a running daemon, so that it need
// not load the rest of src/config.

import { resolve } from 'node:path';
import type { Environment, RawValues } from '../sources/raw-value.ts';

export interface RuntimeDirectory {
  readonly path: string;
  /** Nobody chose it, so that it is no error when it cannot be used. */
  readonly isDefault: boolean;
}

const defaultRuntimeDirectory = '/run/healthy-dns';

export function readRuntimeDirectory(values: RawValues, environment: Environment): RuntimeDirectory {
  const chosen = values.get('runtime-directory')?.texts[0];
  if (chosen !== undefined) return { path: resolve(chosen), isDefault: false };
  // A unit may have several; any of them will do (systemd.exec(5), RuntimeDirectory=).
  const given = environment['RUNTIME_DIRECTORY']?.split(':')[0];
  return { path: given ?? defaultRuntimeDirectory, isDefault: given === undefined };
}
