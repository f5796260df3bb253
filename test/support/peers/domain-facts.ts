// What the records of a whole domain say, by name: enough to judge what one server adds and another leaves out. Names are
// lower-cased wire form as Latin-1 text.

import { parseIpAddress } from '../../../src/wire/ip-address.ts';
import { RecordType } from '../../../src/wire/protocol.ts';
import { addressRdata } from '../../../src/wire/rdata.ts';
import { prepend, readName, suffixesOf } from './domain-names.ts';
import type { SaidRecord, SaidSection } from './read-outcome.ts';
import type { WholeDomain } from './whole-domain.ts';

const { A, AAAA, NS } = RecordType;

export class DomainFacts {
  readonly #apexes: ReadonlySet<string>;
  /** Owners of NS records, apexes included, and their hosts. */
  readonly #hosts = new Map<string, Set<string>>();
  readonly #addresses = new Map<string, Set<string>>();

  constructor({ zones }: WholeDomain) {
    this.#apexes = new Set(zones.map(({ apex }) => readName('@', apex)));
    for (const { apex, records } of zones) {
      for (const { owner, type, ttl, data } of records) {
        const name = readName(owner, apex);
        if (type === 'NS') add(this.#hosts, name, readName(data, apex));
        const address = type === 'A' || type === 'AAAA' ? parseIpAddress(data) : undefined;
        if (address === undefined) continue;
        add(this.#addresses, name, bodyOf(type === 'A' ? A : AAAA, ttl, addressRdata(address)));
      }
    }
  }

  /** The nearest zone of ours that a name is in. */
  apexOf(name: string): string | undefined {
    return suffixesOf(name).find((suffix) => this.#apexes.has(suffix));
  }

  isApex(name: string): boolean {
    return this.#apexes.has(name);
  }

  isDelegated(name: string): boolean {
    return this.#hosts.has(name);
  }

  /** In any zone, as glue or as an answer, a wildcard's included. */
  isAddress({ owner, type, ttl, data }: SaidRecord): boolean {
    const sources = [owner, ...suffixesOf(owner).map((suffix) => prepend('*', suffix))];
    const found = sources.map((source) => this.#addresses.get(source)).find((some) => some !== undefined);
    return found?.has(bodyOf(type, ttl, data)) === true;
  }

  /** What a referral must bring along (RFC 9471 §2.1): the addresses of name servers at or below the cut. */
  hasNeededGlue(cut: string, additional: SaidSection): boolean {
    const said = new Set(
      [...additional.values()].map(({ owner, type, ttl, data }) => `${owner} ${bodyOf(type, ttl, data)}`),
    );
    return this.#neededGlue(cut).every((glue) => said.has(glue));
  }

  #neededGlue(cut: string): string[] {
    const inside = [...(this.#hosts.get(cut) ?? [])].filter((host) => suffixesOf(host).includes(cut));
    return inside.flatMap((host) => [...(this.#addresses.get(host) ?? [])].map((body) => `${host} ${body}`));
  }

  /** Whether these are the NS records of a name, all of them. */
  areHostsOf(name: string, records: readonly SaidRecord[]): boolean {
    const hosts = this.#hosts.get(name);
    return (
      hosts?.size === records.length &&
      records.every(({ owner, type, data }) => owner === name && type === NS && hosts.has(data))
    );
  }
}

function bodyOf(type: number, ttl: number, data: string): string {
  return `${ttl} ${type} ${data}`;
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key) ?? new Set();
  values.add(value);
  map.set(key, values);
}
