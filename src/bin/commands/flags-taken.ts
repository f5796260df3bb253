// The daemon's flags that some commands take, and no others.

import { type Flag, type FlagName, flags } from '../../config/sources/flags.ts';

/** Of the commands that talk to a running daemon: where it is. */
export const controlFlags = flagsNamed('runtime-directory', 'config');

/** Of the commands that are about zones, and not about what is in them. */
export const zoneFlags = flagsNamed('hosted-zone', 'alias-zones', 'zones', 'config', 'environment-file');

export const keyFlags = flagsNamed('priv-key-path', 'priv-key-passphrase-file', 'priv-key-alg');

function flagsNamed(...names: readonly FlagName[]): readonly Flag[] {
  return flags.filter(({ name }) => names.includes(name));
}
