// dig and kdig asking for whole zones.

import { isInstalled } from '../dns/run-other-server.ts';
import { needTool } from '../run-openssl.ts';
import { runProgram } from '../run-program.ts';
import type { SharedKey } from '../updates/shared-keys.ts';

export type DigProgram = 'dig' | 'kdig';

const from = { dig: 'bind9-dnsutils', kdig: 'knot-dnsutils' } as const;

export function needDig(context: Mocha.Context, program: DigProgram): void {
  const isHere = isInstalled(program, program === 'dig' ? '-v' : '-V');
  needTool(context, isHere, `${program} is not installed; it comes with the package ${from[program]}`);
}

export interface DugZone {
  /** As `name ttl TYPE data`, sorted, with the SOA record once. */
  readonly records: readonly string[];
  readonly isComplete: boolean;
  /** Of which it consisted. */
  readonly messages: number;
  readonly output: string;
}

export async function digZone(
  program: DigProgram,
  { port, zone, key }: { readonly port: number; readonly zone: string; readonly key?: SharedKey | undefined },
): Promise<DugZone> {
  const signed = key === undefined ? [] : ['-y', `${key.algorithm}:${key.name}:${key.secret}`];
  const words = ['@127.0.0.1', '-p', String(port), ...signed, '+time=20', '+retry=0', zone, 'AXFR'];
  const { output, errors } = await runProgram(program, words, { withinMs: 60_000 });
  const lines = output.split('\n').filter((line) => line !== '' && !line.startsWith(';'));
  const records = lines
    .map((line) => line.replace(/^(\S+)\s+(\d+)\s+IN\s+(\S+)\s+/, '$1 $2 $3 '))
    // They show signatures as records.
    .filter((line) => !/\sTSIG\s/.test(line));
  return {
    records: [...new Set(records)].sort(),
    isComplete: lines.length > 1 && records[0] === records.at(-1),
    messages: Number(/messages[ :]+(\d+)|\((\d+) messages?/.exec(output)?.slice(1).find(Boolean) ?? 0),
    output: `${output}${errors}`,
  };
}
