// Network namespaces: machines of a test's own as far as the network goes, with nothing in them but what a test puts there.
// They need root and iproute2.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { needTool } from './run-openssl.ts';

/** What stands before a command for it to run in the namespace. */
export type Prefix = readonly string[];

export class NetworkNamespace {
  readonly name: string;

  constructor(name: string) {
    // Test runs beside each other do not know of each other.
    this.name = `hd${process.pid}-${name}`;
    runIp(['netns', 'add', this.name]);
    this.ip('link', 'set', 'lo', 'up');
  }

  get prefix(): Prefix {
    return ['ip', 'netns', 'exec', this.name];
  }

  ip(...words: readonly string[]): void {
    runIp(['-n', this.name, ...words]);
  }

  /** A program of this project, told what to do over standard input, that ends with it. */
  startProgram(path: string, args: readonly string[]): ChildProcess {
    const [command = '', ...words] = [...this.prefix, process.execPath, path, ...args];
    return spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  }

  /** Whatever runs in it should have ended; its links go with it. */
  remove(): void {
    runIp(['netns', 'del', this.name]);
  }
}

function runIp(words: readonly string[]): void {
  const { status, stderr, error } = spawnSync('ip', words, { encoding: 'utf8', timeout: 15_000 });
  if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${error?.message ?? stderr.trim()}`);
}

/** Whether this machine lets us make them, and links between them. */
export function needNamespaces(context: Mocha.Context): void {
  needTool(context, canMake(), 'network namespaces need root, iproute2 and a kernel with veth');
}

function canMake(): boolean {
  let tried: NetworkNamespace | undefined;
  try {
    tried = new NetworkNamespace('try');
    tried.ip('link', 'add', 'name', 'try0', 'type', 'veth', 'peer', 'name', 'try1');
    return true;
  } catch {
    return false;
  } finally {
    tried?.remove();
  }
}
