// A primary that takes updates, whoever's it is: the same zone, the same keys, the same permissions. Clients must not
// notice which one they talk to.

import type { SharedKey } from './shared-keys.ts';

export interface UpdatedServer {
  /** Of UDP and TCP, on 127.0.0.1. */
  readonly port: number;
  stop(): Promise<void>;
}

/** A key that may change these names, whose types are `types`. */
export interface Permission {
  readonly key: SharedKey;
  /** Relative to the zone; `*` in front stands for one label. */
  readonly names: readonly string[];
  readonly types: readonly string[];
}

export interface UpdatedZone {
  /** Dotted text without the final dot. */
  readonly apex: string;
  /** The master file. */
  readonly text: string;
  readonly permissions: readonly Permission[];
  /** Known to the server, and permitted nothing. */
  readonly otherKeys?: readonly SharedKey[];
  /** Whoever has it may have the whole zone. */
  readonly transferKeys?: readonly SharedKey[];
}

export interface UpdatedProduct {
  readonly name: string;
  /** Skips the running test where it is not installed. */
  need(context: Mocha.Context): void;
  start(zone: UpdatedZone): Promise<UpdatedServer>;
}

export function keysOf({
  permissions,
  otherKeys = [],
  transferKeys = [],
}: UpdatedZone): readonly SharedKey[] {
  return [...new Set([...permissions.map(({ key }) => key), ...otherKeys, ...transferKeys])];
}
