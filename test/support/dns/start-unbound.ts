// unbound as a validating resolver in front of daemons under test: a separate process on a loopback port, with its own
// configuration, which caches nothing. Without unbound a test is skipped.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needTool } from '../run-openssl.ts';
import { makeTemporaryDirectory } from '../temporary-directory.ts';
import { askTcp, makeQuery, type Reply, readReply } from './dns-client.ts';
import { findFreePort } from './find-free-port.ts';
import { isInstalled, runOtherServer } from './run-other-server.ts';

const isHere = isInstalled('unbound', '-V');

export function needUnbound(context: Mocha.Context): void {
  needTool(context, isHere, 'unbound is not installed; it comes with the package unbound');
}

export interface ServedZone {
  /** Dotted text. */
  readonly apex: string;
  readonly port: number;
  /** Of the server; 127.0.0.1 where it is absent. */
  readonly address?: string;
  /** DS or DNSKEY in master-file form; without one, unbound needs one above or considers the zone unsigned. */
  readonly anchor?: string;
}

export interface Verdict {
  readonly reply: Reply;
  readonly kind: 'data' | 'nodata' | 'nxdomain' | `code ${number}`;
  /** The AD bit: every record of the reply, or the absence of what was asked for, is proven. */
  readonly isSecure: boolean;
}

export interface Unbound {
  readonly port: number;
  ask(name: string, type: number): Promise<Verdict>;
  /** What it said about answers that it rejected. */
  readonly log: string;
  stop(): Promise<void>;
}

/** Somebody else can take a port between the moment it was found free and unbound's start. */
const attemptsMax = 5;

export async function startUnbound(zones: readonly ServedZone[]): Promise<Unbound> {
  for (let attempt = 1; ; attempt++) {
    const started = await tryToStart(zones);
    if (typeof started !== 'string') return started;
    if (attempt === attemptsMax) throw new Error(`unbound does not start: ${started}`);
  }
}

async function tryToStart(zones: readonly ServedZone[]): Promise<Unbound | string> {
  const folder = makeTemporaryDirectory();
  const file = join(folder, 'unbound.conf');
  const port = await findFreePort();
  writeFileSync(file, configurationOf(zones, port, folder));
  const answers = async () =>
    (await askOver(port, zones[0]?.apex ?? '', 6).catch(() => undefined)) !== undefined;
  const resolver = await runOtherServer('unbound', ['-d', '-c', file], answers);
  if (typeof resolver === 'string') return resolver;
  return {
    port,
    ask: async (name, type) => verdictOf(await askOver(port, name, type)),
    get log() {
      return resolver.log;
    },
    stop: () => resolver.stop(),
  };
}

/** By TCP, where every answer fits; unbound itself still asks the daemon by UDP first. */
async function askOver(port: number, name: string, type: number): Promise<Reply> {
  const edns = { payload: 4096, dnssecOk: true };
  return readReply(await askTcp(port, makeQuery(name, { flags: 0x0100, type, edns })));
}

function verdictOf(reply: Reply): Verdict {
  return { reply, kind: kindOf(reply), isSecure: (reply.octets.readUInt8(3) & 0x20) !== 0 };
}

function kindOf({ code, answers }: Reply): Verdict['kind'] {
  if (code === 3) return 'nxdomain';
  if (code !== 0) return `code ${code}`;
  return answers.length > 0 ? 'data' : 'nodata';
}

/** Caches nothing, infers nothing from earlier answers, and asks nobody but our daemons. */
function configurationOf(zones: readonly ServedZone[], port: number, folder: string): string {
  const server = [
    'interface: 127.0.0.1',
    `port: ${port}`,
    'do-ip6: no',
    'access-control: 127.0.0.0/8 allow',
    'do-daemonize: no',
    'chroot: ""',
    'username: ""',
    `directory: "${folder}"`,
    'pidfile: ""',
    'use-syslog: no',
    'logfile: ""',
    'verbosity: 1',
    'val-log-level: 2',
    'num-threads: 1',
    'do-not-query-localhost: no',
    // It considers names below these to be local, which they are elsewhere (RFC 6761).
    'local-zone: "test." nodefault',
    'module-config: "validator iterator"',
    'trust-anchor-signaling: no',
    'root-key-sentinel: no',
    'target-fetch-policy: "0 0 0 0 0"',
    'cache-max-ttl: 0',
    'cache-max-negative-ttl: 0',
    'val-bogus-ttl: 0',
    'aggressive-nsec: no',
    'prefetch: no',
    'incoming-num-tcp: 64',
    'harden-glue: yes',
    'harden-dnssec-stripped: yes',
    'harden-below-nxdomain: yes',
    'harden-algo-downgrade: yes',
    'harden-short-bufsize: yes',
    'harden-large-queries: yes',
    'use-caps-for-id: yes',
    ...zones.flatMap(({ anchor }) => (anchor === undefined ? [] : [`trust-anchor: "${anchor}"`])),
  ];
  const stubs = zones.flatMap(({ apex, address = '127.0.0.1', port: daemonPort }) => [
    'stub-zone:',
    `  name: "${apex}"`,
    `  stub-addr: ${address}@${daemonPort}`,
    '  stub-no-cache: yes',
  ]);
  const control = ['remote-control:', '  control-enable: no'];
  return `server:\n${server.map((line) => `  ${line}\n`).join('')}${[...control, ...stubs].join('\n')}\n`;
}
