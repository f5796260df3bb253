// What a benchmark must know of a server to run it beside others. To add a peer, add a file like these and a line in
// all-peers.ts.

import type { PreparedZone } from '../zone-files.ts';

export interface Peer {
  readonly name: string;
  /** The required program, and the Debian package that provides it; absent for ourselves. */
  /** Whether it can serve a zone that is already signed, or serves nothing else here. */
  readonly signed: 'no' | 'too' | 'only';
  readonly needs?: { readonly program: string; readonly debianPackage: string };
  /** Writes the server's files into its own empty directory; returns how to start it in the foreground. */
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

/** For servers with no size of their own, which would lose a flight that another server's buffer holds. */
export const receiveBufferOctets: number = 1024 * 1024;
