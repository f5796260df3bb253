// What it was measured on: figures from different machines cannot be compared.

import { cpus, release } from 'node:os';
import type { Machine } from './figures.ts';
import type { Peer } from './peers/peer.ts';

export function describeMachine(peers: readonly Peer[]): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model ?? 'unknown',
    processors: processors.length,
    kernel: release(),
    node: process.version,
    peers: peers.map(({ name }) => name),
  };
}
