// Network namespaces: separate machines as far as the network goes, with nothing in them but what a test puts there.
// They need root and iproute2.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { needTool, skipBecause } from '../run-openssl.ts';

/** Goes before a command to run it in the namespace. */
export type Prefix = readonly string[];

const made = new Set<NetworkNamespace>();
// Interrupted tests leave none behind.
process.on('exit', () => {
  for (const namespace of made) namespace.remove();
});

export class NetworkNamespace {
  readonly name: string;

  constructor(name: string) {
    // Parallel test runs do not know of each other.
    this.name = `hd${process.pid}-${name}`;
    runIp(['netns', 'add', this.name]);
    made.add(this);
    this.ip('link', 'set', 'lo', 'up');
  }

  get prefix(): Prefix {
    return ['ip', 'netns', 'exec', this.name];
  }

  ip(...words: readonly string[]): void {
    runIp(['-n', this.name, ...words]);
  }

  /** A program of this project, controlled over standard input, that ends with it. */
  startProgram(path: string, args: readonly string[]): ChildProcess {
    const [command = '', ...words] = [...this.prefix, process.execPath, path, ...args];
    return spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  }

  /** Everything running in it should have ended; its links go with it. */
  remove(): void {
    made.delete(this);
    runIp(['netns', 'del', this.name]);
  }
}

function runIp(words: readonly string[]): void {
  const { status, stderr, error } = spawnSync('ip', words, { encoding: 'utf8', timeout: 15_000 });
  if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${error?.message ?? stderr.trim()}`);
}

/** Skips the running test where they cannot be created; fails if root only lacks iproute2 and nothing may be skipped. */
export function needNamespaces(context: Mocha.Context): void {
  const isInstalled = spawnSync('ip', ['-V']).error === undefined;
  needTool(context, isInstalled, 'there is no ip; it comes with the package iproute2');
  const refusal = process.getuid?.() === 0 ? findRefusal() : 'network namespaces are for root';
  if (refusal === undefined) return;
  // Installing something would not change that.
  skipBecause(context, refusal);
}

/** What the kernel says when it does not let us create them, or links between them. */
function findRefusal(): string | undefined {
  let tried: NetworkNamespace | undefined;
  try {
    tried = new NetworkNamespace('try');
    tried.ip('link', 'add', 'name', 'try0', 'type', 'veth', 'peer', 'name', 'try1');
    return undefined;
  } catch (error) {
    return String(error);
  } finally {
    tried?.remove();
  }
}
