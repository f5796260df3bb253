// A server that follows zones of ours: one that is told of changes, or one that only fetches them.

import type { NotifiedPeer } from '../../config/zones/transfer-settings.ts';
import { printEndpoint } from '../../wire/endpoint.ts';
import { type Name, printName } from '../../wire/name.ts';
import type { FollowedZone } from './followed-zone.ts';

export class Secondary {
  readonly peer: NotifiedPeer;
  readonly label: string;
  readonly zones = new Map<Name, FollowedZone>();

  constructor(peer: NotifiedPeer) {
    this.peer = peer;
    this.label = labelOf(peer);
  }
}

/** `192.0.2.54:53`, with the name of its key: two secondaries may share an address. */
export function labelOf({ endpoint, key }: NotifiedPeer): string {
  return `${printEndpoint(endpoint)}${key === undefined ? '' : ` (key ${printName(key)})`}`;
}
