// What status says of each hosted zone: made anew only for those that changed, for the window asks every second and there may be a
// thousand. Refuses to know who asks.

import type { Clock } from '../base/clock.ts';
import type { DnssecStatus, HostedZoneStatus } from '../control/protocol/status.ts';
import { countMembers } from '../publishing/loading/catalog-zone.ts';
import type { Publisher } from '../publishing/publisher.ts';
import type { ZoneGroup } from '../publishing/zone-group.ts';
import { type Name, printName } from '../wire/name.ts';
import type { Zone } from '../zone/zone.ts';
import { SignatureEnds } from './signature-ends.ts';

interface Known {
  readonly group: ZoneGroup;
  readonly endSeconds: number | undefined;
  readonly status: HostedZoneStatus;
}

export class ZoneReports {
  readonly #clock: Clock;
  readonly #publisher: Pick<Publisher, 'groups' | 'zones'>;
  readonly #ends: SignatureEnds;
  #known: ReadonlyMap<Name, Known> = new Map();
  #names: { readonly of: readonly Zone[]; readonly names: readonly string[] } | undefined;

  constructor(clock: Clock, publisher: Pick<Publisher, 'groups' | 'zones'>) {
    this.#clock = clock;
    this.#publisher = publisher;
    this.#ends = new SignatureEnds(clock, () => publisher.groups);
  }

  start(): void {
    this.#ends.start();
  }

  stop(): void {
    this.#ends.stop();
  }

  /** All that are served, aliases too. */
  get names(): readonly string[] {
    const of = this.#publisher.zones;
    if (this.#names?.of !== of)
      this.#names = {
        of,
        names: of.filter(({ isPrivate }) => isPrivate !== true).map(({ apex }) => printName(apex)),
      };
    return this.#names.names;
  }

  /** A zone about which nothing is new has the very same report as before. */
  get hosted(): readonly HostedZoneStatus[] {
    const known = new Map<Name, Known>();
    for (const group of this.#publisher.groups) known.set(group.apex, this.#report(group));
    this.#known = known;
    return [...known.values()].map(({ status }) => status);
  }

  #report(group: ZoneGroup): Known {
    const before = this.#known.get(group.apex);
    const endSeconds = group.isSigned ? this.#ends.of(group.apex) : undefined;
    if (before?.group === group && before.endSeconds === endSeconds) return before;
    // A serial of this moment, or one that was there when we began to look.
    const isSame = before?.status.serial === group.serial;
    const sinceSeconds = isSame ? before?.status.serialSinceSeconds : this.#clock.wallSeconds();
    return { group, endSeconds, status: describeGroup(group, sinceSeconds, endSeconds) };
  }
}

function describeGroup(
  { apex, config, main, serial, isSigned, isCatalog }: ZoneGroup,
  serialSinceSeconds: number | undefined,
  endSeconds: number | undefined,
): HostedZoneStatus {
  const dnssec = describeDnssec(config, endSeconds);
  return {
    zone: printName(apex),
    aliases: config.content.aliasZones.map(printName),
    serial,
    serialSinceSeconds,
    signed: isSigned,
    names: isCatalog ? countMembers(config) : main.nodes.size - main.emptyNonTerminals.size,
    ...(isCatalog && { catalog: true }),
    ...(dnssec && { dnssec }),
  };
}

function describeDnssec(
  { signing }: ZoneGroup['config'],
  endSeconds: number | undefined,
): DnssecStatus | undefined {
  if (signing === undefined) return undefined;
  return {
    denial: signing.kind,
    keys: signing.keys.map(({ keyTag, algorithm }) => ({ tag: keyTag, algorithm })),
    ...(endSeconds !== undefined && { signaturesEndSeconds: endSeconds }),
  };
}
