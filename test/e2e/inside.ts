// What the steps do inside the machine, in an operator's terms: write a configuration, ask, generate load, look at the unit
// and the journal.

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Machine } from './machine.ts';
import { waitUntil } from './wait-until.ts';

export const paths = {
  node: '/opt/e2e/node',
  programs: '/opt/e2e/dist/test/e2e',
  flood: '/opt/e2e/dist/test/support/dns/flood.js',
  package: '/opt/e2e/healthy-dns.deb',
  configuration: '/etc/default/healthy-dns',
} as const;

export const backendAddresses = ['127.0.0.11', '127.0.0.12'] as const;
export const backendPort = 8080;
export const zone = 'e2e.test';

/** Names whose answers never change, each with addresses of its own, so that a mixed-up answer shows. */
export const steadyNames: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Array.from({ length: 20 }, (_, n) => [`s${n}`, [`192.0.2.${n}`, `198.51.100.${n}`]]),
);

/** The load all comes from one network, and asks more than a network usually may: most steps exempt it. */
const exemption = 'HEALTHY_DNS_RRL_EXEMPT=127.0.0.0/8';

export function configurationWith(
  names: Readonly<Record<string, unknown>> = {},
  { isLimited = false } = {},
): string {
  const resolutions = {
    ...steadyNames,
    ns1: ['127.0.0.1'],
    www: { ips: backendAddresses, health_port: backendPort },
    ...names,
  };
  return [
    `HEALTHY_DNS_HOSTED_ZONE=${zone}`,
    `HEALTHY_DNS_NS='["ns1.${zone}"]'`,
    `HEALTHY_DNS_ZONE_RESOLUTIONS='${JSON.stringify(resolutions)}'`,
    'HEALTHY_DNS_TEST_MIN_INTERVAL=1',
    'HEALTHY_DNS_TEST_TIMEOUT=0.5',
    'HEALTHY_DNS_FALL=2',
    ...(isLimited ? [] : [exemption]),
    '',
  ].join('\n');
}

export async function writeFile(machine: Machine, path: string, text: string): Promise<void> {
  const encoded = Buffer.from(text).toString('base64');
  const { code, output } = await machine.run(
    `mkdir -p "$(dirname ${path})" && echo ${encoded} | base64 -d > ${path}`,
  );
  if (code !== 0) throw new Error(`cannot write ${path}: ${output}`);
}

export interface Load {
  end(): Promise<LoadResult>;
}

export interface LoadResult {
  readonly sent: number;
  readonly answered: number;
  readonly lost: number;
  readonly wrong: number;
  readonly longestMs: number;
  readonly firstWrong: string;
}

type Expected = Readonly<Record<string, readonly string[] | 'REFUSED'>>;

export function steadyAnswers(): Expected {
  return Object.fromEntries(Object.entries(steadyNames).map(([label, ips]) => [`${label}.${zone}`, ips]));
}

let loadNumber = 0;

export async function startLoad(
  machine: Machine,
  queriesPerSecond: number,
  expected: Expected,
): Promise<Load> {
  const names = `/run/e2e/names-${++loadNumber}.json`;
  await writeFile(machine, names, JSON.stringify(expected));
  const program = `${paths.programs}/load-program.js`;
  const child = machine.start([paths.node, program, '127.0.0.1', String(queriesPerSecond), names]);
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  return {
    async end() {
      const closed = once(child, 'close');
      child.stdin?.end();
      await closed;
      return JSON.parse(said) as LoadResult;
    },
  };
}

export interface Backend {
  stop(): Promise<void>;
}

export async function startBackend(machine: Machine, address: string, port = backendPort): Promise<Backend> {
  const child = machine.start([paths.node, `${paths.programs}/backend-program.js`, address, String(port)]);
  if (child.stdout === null) throw new Error('a backend has no output');
  await once(child.stdout, 'data');
  return { stop: () => endByInput(child) };
}

async function endByInput(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const closed = once(child, 'close');
  child.stdin?.end();
  await closed;
}

/** Addresses as dig prints them, sorted; or dig's status when there are none. */
export async function ask(
  machine: Machine,
  name: string,
  options = '@127.0.0.1',
  type = 'A',
): Promise<string> {
  const { stdout } = await machine.run(`dig ${options} +tries=1 +time=2 ${name} ${type}`);
  const addresses = [...stdout.matchAll(/^\S+\s+\d+\s+IN\s+A{1,4}\s+(\S+)$/gm)].map(([, address]) => address);
  if (addresses.length > 0) return addresses.sort().join(' ');
  return /status: (\w+)/.exec(stdout)?.[1] ?? 'no answer';
}

/** How long until the answer is as expected; undefined if it never is. */
export async function askUntil(
  machine: Machine,
  name: string,
  expected: string,
  msMax: number,
): Promise<number | undefined> {
  const startedAt = performance.now();
  try {
    await waitUntil(
      async () => ((await ask(machine, name)) === expected ? true : undefined),
      msMax,
      `${name} is ${expected}`,
    );
    return Math.round(performance.now() - startedAt);
  } catch {
    return undefined;
  }
}

/** A property of the unit, from systemd. */
export async function show(
  machine: Machine,
  property: string,
  unit = 'healthy-dns.service',
): Promise<string> {
  const { stdout } = await machine.run(`systemctl show -P ${property} ${unit}`);
  return stdout.trim();
}

export interface JournalEntry {
  readonly [field: string]: unknown;
}

export async function readJournal(machine: Machine, options = ''): Promise<readonly JournalEntry[]> {
  const { stdout } = await machine.run(`journalctl -q -o json -u healthy-dns ${options}`);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JournalEntry);
}

/**
 * Entries after a position in the journal. Filtered here and not by journalctl: systemd 252's finds nothing when a cursor
 * and a match are combined.
 */
export async function readJournalAfter(
  machine: Machine,
  cursor: string,
  isWanted: (entry: JournalEntry) => boolean = () => true,
): Promise<readonly JournalEntry[]> {
  return (await readJournal(machine, `--after-cursor='${cursor}'`)).filter(isWanted);
}

/** The current end of the journal. */
export async function journalCursor(machine: Machine): Promise<string> {
  const { stdout } = await machine.run(
    'journalctl --sync; journalctl -q -n 1 -o json --output-fields=__CURSOR',
  );
  return (JSON.parse(stdout) as { __CURSOR: string }).__CURSOR;
}
