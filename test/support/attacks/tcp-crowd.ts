// Malicious TCP clients in a process of their own.

import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { ProgramPipe } from '../daemon/program-pipe.ts';

export interface CrowdSettings {
  /** Of 127.0.0.1. */
  readonly port: number;
  readonly addresses: readonly string[];
  /** Connections that they try to hold. */
  readonly count: number;
  /**
   * drip: a query octet by octet, never to its end; deaf: hundreds of queries, and not one reply is read; garbage: random octets;
   * churn: one query per connection, over and over.
   */
  readonly kind: 'drip' | 'deaf' | 'garbage' | 'churn';
  /** In base64, what the deaf ask for instead, once. */
  readonly deafTo?: string;
}

export interface CrowdFigures {
  readonly opened: number;
  readonly closed: number;
  readonly replies: number;
  /** Now. */
  readonly held: number;
}

export interface TcpCrowd {
  figures(): Promise<CrowdFigures>;
  end(): Promise<void>;
}

const program = resolve(import.meta.dirname, 'tcp-crowd-program.js');

export function openTcpCrowd(settings: CrowdSettings): TcpCrowd {
  const child = spawn(process.execPath, [program, JSON.stringify(settings)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const pipe = new ProgramPipe(child);
  return {
    figures: async () => JSON.parse(await pipe.ask('figures')) as CrowdFigures,
    end: () => pipe.end(),
  };
}

/** All addresses of a /24 but its first and last. */
export function neighbours(prefix: string, count = 250): string[] {
  return Array.from({ length: count }, (_, at) => `${prefix}.${at + 1}`);
}
