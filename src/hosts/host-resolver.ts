// Looks hosts up: with the resolvers that the operator named, or like any other program of this machine, by /etc/hosts and
// /etc/resolv.conf, which are read anew for each lookup.

import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import { readRegularFile } from '../base/read-regular-file.ts';
import { type AskSettings, askServers } from '../resolving/ask-servers.ts';
import { NameServers, type ServerAddress } from '../resolving/name-servers.ts';
import { Scope } from '../resolving/scope.ts';
import type { Endpoint } from '../wire/endpoint.ts';
import type { Family, HostOutcome } from './host-outcome.ts';
import { lookUpHost } from './look-up-host.ts';
import { parseResolvConf, type ResolvConf } from './resolv-conf.ts';

export interface HostResolverDependencies {
  readonly clock: Clock;
  readonly random: Random;
  /** Where the machine says how it looks up names; `/etc` but for tests. */
  readonly directory?: string;
}

/** Resolvers answer from their cache within milliseconds, and otherwise within a second or two. */
const timeoutMs = 2000;
/** A datagram may be lost; a resolver that missed two is down. */
const roundsMax = 2;
/** Blocklists of a hundred thousand lines have ten. */
const hostsFileOctetsMax = 16 * 1024 * 1024;
const resolvConfOctetsMax = 64 * 1024;

export class HostResolver {
  readonly #directory: string;
  readonly #asking: AskSettings;
  readonly #scope = new Scope();
  #named: readonly ServerAddress[] = [];
  #machine: ResolvConf = parseResolvConf('');

  constructor({ clock, random, directory = '/etc' }: HostResolverDependencies) {
    this.#directory = directory;
    const servers = new NameServers(() => (this.#named.length > 0 ? this.#named : this.#machine.servers));
    const counts = { queries: 0, retries: 0, overTcp: 0, strayReplies: 0 };
    this.#asking = { servers, timeoutMs, roundsMax, clock, random, counts };
  }

  /** From now on, asks these; none: those of the machine. */
  use(resolvers: readonly Endpoint[]): void {
    this.#named = resolvers.map(({ address, port }) => ({ address: address.text, port }));
  }

  lookUp(host: string, families: ReadonlySet<Family>): Promise<HostOutcome> {
    return lookUpHost(host, families, {
      ...(this.#named.length > 0 ? {} : { machine: this.#readMachine() }),
      ask: (question) => askServers(question, this.#asking, this.#scope),
    });
  }

  /** Lookups under way fail. */
  stop(): void {
    this.#scope.end('aborted');
  }

  #readMachine() {
    this.#machine = parseResolvConf(this.#read('resolv.conf', resolvConfOctetsMax));
    return { resolvConf: this.#machine, hostsFile: this.#read('hosts', hostsFileOctetsMax) };
  }

  /** A file that is missing or cannot be read says nothing. */
  #read(name: string, octetsMax: number): string {
    const read = readRegularFile(`${this.#directory}/${name}`, { octetsMax });
    return read.ok ? read.value.bytes.toString('latin1') : '';
  }
}
