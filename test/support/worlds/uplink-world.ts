// Two namespaces and a cable: inside, a daemon behind one uplink, and outside, everyone else, with addresses in several
// networks. The cable can be cut in several ways, and repaired.

import { resolve } from 'node:path';
import { ProgramPipe } from '../daemon/program-pipe.ts';
import type { SteadyResult } from '../dns/steady-queries.ts';
import { NetworkNamespace, type Prefix } from './network-namespace.ts';

/**
 * `silent`: packets vanish. `far end`: the other end of the cable is dead, which the kernel finds out after a while.
 * `near end`: our own end is, which it knows at once.
 */
export const cuts = ['silent', 'far end', 'near end'] as const;
export type Cut = (typeof cuts)[number];

const near = 'uplink0';
const far = 'uplink1';
const gateways = ['192.0.2.254', '2001:db8::fe'] as const;
/** Unused by anyone. */
const noMac = '02:00:00:00:00:99';

const programAt = (name: string) => resolve(import.meta.dirname, name);

export class UplinkWorld {
  readonly #inside = new NetworkNamespace('in');
  readonly #outside = new NetworkNamespace('out');
  readonly #listeners: ProgramPipe;

  /** The machine outside has these addresses. */
  constructor(addresses: readonly string[]) {
    this.#inside.ip(
      'link',
      'add',
      'name',
      near,
      'type',
      'veth',
      'peer',
      'name',
      far,
      'netns',
      this.#outside.name,
    );
    // Packets to unused addresses must vanish there; IPv4 does that by itself.
    this.#outside.ip('-6', 'route', 'add', 'blackhole', 'default');
    this.#plugInFarEnd();
    for (const address of addresses) this.#outside.ip('addr', 'add', address, 'dev', 'lo');
    this.#plugIn();
    const program = programAt('listener-program.js');
    this.#listeners = new ProgramPipe(this.#outside.startProgram(program, []));
  }

  /** An end that was down has lost its IPv6 addresses and routes. */
  #plugInFarEnd(): void {
    this.#outside.ip('addr', 'replace', `${gateways[0]}/24`, 'dev', far);
    this.#outside.ip('addr', 'replace', `${gateways[1]}/64`, 'dev', far, 'nodad');
    this.#outside.ip('link', 'set', far, 'up');
  }

  /** With its own address, and everyone else behind the gateway. */
  #plugIn(): void {
    this.#inside.ip('addr', 'replace', '192.0.2.1/24', 'dev', near);
    this.#inside.ip('addr', 'replace', '2001:db8::1/64', 'dev', near, 'nodad');
    this.#inside.ip('link', 'set', near, 'up');
    this.#inside.ip('route', 'replace', 'default', 'via', gateways[0]);
    this.#inside.ip('-6', 'route', 'replace', 'default', 'via', gateways[1]);
  }

  /** To run something inside. */
  get prefix(): Prefix {
    return this.#inside.prefix;
  }

  /** Asks the daemon inside continuously, and reports whether it ever gave a different answer. */
  askSteadily(port: number, name: string, addresses: readonly string[]): () => Promise<SteadyResult> {
    const program = programAt('../dns/steady-program.js');
    const asker = new ProgramPipe(
      this.#inside.startProgram(program, [String(port), name, addresses.join(',')]),
    );
    return async () => {
      const result = JSON.parse(await asker.ask('stop')) as SteadyResult;
      await asker.end();
      return result;
    };
  }

  async listen(address: string, port: number): Promise<void> {
    await this.#listeners.ask(`open ${address} ${port}`);
  }

  async close(address: string, port: number): Promise<void> {
    await this.#listeners.ask(`close ${address} ${port}`);
  }

  cut(how: Cut): void {
    if (how === 'near end') this.#inside.ip('link', 'set', near, 'down');
    if (how === 'far end') this.#outside.ip('link', 'set', far, 'down');
    if (how !== 'silent') return;
    for (const gateway of gateways)
      this.#inside.ip('neigh', 'replace', gateway, 'lladdr', noMac, 'dev', near, 'nud', 'permanent');
  }

  mend(how: Cut): void {
    if (how === 'near end') this.#plugIn();
    if (how === 'far end') this.#plugInFarEnd();
    if (how !== 'silent') return;
    for (const gateway of gateways) this.#inside.ip('neigh', 'del', gateway, 'dev', near);
  }

  /** From now on, packets to this address vanish: nobody has it, and nobody says so. */
  swallow(address: string): void {
    this.#outside.ip('addr', 'del', address, 'dev', 'lo');
  }

  giveBack(address: string): void {
    this.#outside.ip('addr', 'add', address, 'dev', 'lo');
  }

  /** The machine outside has every address of an IPv6 network, until it is swallowed. */
  addNetwork(network: string): void {
    this.#outside.ip('-6', 'route', 'add', 'local', network, 'dev', 'lo');
  }

  swallowNetwork(network: string): void {
    this.#outside.ip('-6', 'route', 'del', 'local', network, 'dev', 'lo');
  }

  async remove(): Promise<void> {
    await this.#listeners.end();
    this.#inside.remove();
    this.#outside.remove();
  }
}
