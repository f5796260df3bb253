// What a benchmark must know of a server to run it beside others. Another peer is another file like those here, and a
// line in all-peers.ts.

import type { PreparedZone } from '../zone-files.ts';

export interface Peer {
  readonly name: string;
  /** The program that must be there, and the Debian package that brings it; absent for ourselves. */
  /** Whether it can serve a zone that is signed already, or serves nothing else here. */
  readonly signed: 'no' | 'too' | 'only';
  readonly needs?: { readonly program: string; readonly debianPackage: string };
  /** Writes what the server reads into an empty directory of its own; returns how it is started, in the foreground. */
  readonly prepare: (place: ServerPlace) => ServerCommand;
}

export interface ServerPlace {
  readonly directory: string;
  /** For UDP and TCP, on 127.0.0.1. */
  readonly port: number;
  readonly zone: PreparedZone;
}

export interface ServerCommand {
  readonly words: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Servers that set no size of their own would lose a flight that another server's buffer holds. */
export const receiveBufferOctets: number = 1024 * 1024;
