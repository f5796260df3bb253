// BIND's nsupdate and dig as clients of a name server on loopback.

import { isInstalled } from '../dns/run-other-server.ts';
import { needTool } from '../run-openssl.ts';
import { runProgram } from '../run-program.ts';
import type { SharedKey } from './shared-keys.ts';

const isHere = isInstalled('nsupdate', '-V') && isInstalled('dig', '-v');

export function needNsupdate(context: Mocha.Context): void {
  needTool(context, isHere, 'nsupdate or dig is not installed; they come with the package bind9-dnsutils');
}

export interface NsupdateSettings {
  readonly key?: SharedKey | undefined;
  readonly tcp?: boolean;
}

/** `NOERROR`, or what nsupdate says failed, such as `REFUSED` or `NOTAUTH(BADSIG)`. */
export async function runNsupdate(
  port: number,
  lines: readonly string[],
  { key, tcp = false }: NsupdateSettings = {},
): Promise<string> {
  const signed = key === undefined ? [] : ['-y', `${key.algorithm}:${key.name}:${key.secret}`];
  const input = [`server 127.0.0.1 ${port}`, ...lines, 'send', ''].join('\n');
  const words = ['-t', '10', '-u', '3', ...(tcp ? ['-v'] : []), ...signed];
  const { code, output, errors } = await runProgram('nsupdate', words, { input });
  if (code === 0) return 'NOERROR';
  return /update failed: (\S+)/.exec(errors)?.[1] ?? `${code}: ${output}${errors}`;
}

/** Each record as `ttl TYPE data`, sorted; over both transports, which must agree. */
export async function digRecords(port: number, name: string, type: string): Promise<string[]> {
  const [udp, tcp] = await Promise.all(
    ['+notcp', '+tcp'].map(async (transport) => {
      const settings = ['+noall', '+answer', '+time=5', '+tries=2', transport];
      const words = ['@127.0.0.1', '-p', String(port), ...settings, '-q', name, '-t', type];
      const { output } = await runProgram('dig', words);
      const lines = output.split('\n').filter((line) => line !== '' && !line.startsWith(';'));
      return lines.map((line) => line.replace(/^\S+\s+(\d+)\s+IN\s+(\S+)\s+/, '$1 $2 ')).sort();
    }),
  );
  if (udp === undefined || String(udp) !== String(tcp)) throw new Error(`UDP: ${udp}, TCP: ${tcp}`);
  return udp;
}

export async function digSerial(port: number, apex: string): Promise<number> {
  const [soa = ''] = await digRecords(port, apex, 'SOA');
  return Number(soa.split(' ')[4]);
}
