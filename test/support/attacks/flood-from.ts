// Asks over UDP from many addresses at once, as the one who spoofs them would, in a process of its own: what came back for
// what was sent.

import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

export interface FloodSettings {
  /** Of 127.0.0.1. */
  readonly port: number;
  /** Of this machine: any of 127.0.0.0/8. */
  readonly addresses: readonly string[];
  /** In base64, asked in turn; their identifiers are set. */
  readonly queries: readonly string[];
  /** In all. */
  readonly count: number;
  readonly perSecond: number;
}

export interface FloodResult {
  readonly sent: number;
  readonly octetsSent: number;
  readonly replies: number;
  readonly octetsReceived: number;
  readonly truncated: number;
  /** Of the longest reply. */
  readonly octetsMost: number;
  readonly seconds: number;
}

const program = resolve(import.meta.dirname, 'flood-program.js');

export async function floodFrom(
  settings: Omit<FloodSettings, 'queries'> & { readonly queries: readonly Uint8Array[] },
): Promise<FloodResult> {
  const queries = settings.queries.map((query) => Buffer.from(query).toString('base64'));
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ ...settings, queries }));
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  let said = '';
  for await (const chunk of child.stdout) said += String(chunk);
  process.off('exit', end);
  return JSON.parse(said) as FloodResult;
}

/** What leaves for each octet that came in, headers below DNS not counted on either side. */
export function amplification({ octetsSent, octetsReceived }: FloodResult): number {
  return octetsReceived / octetsSent;
}

/** Each in a /24 of its own: no two are neighbours to whoever counts by prefix. */
export function strangers(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `127.${100 + (at >> 8)}.${at & 0xff}.1`);
}
