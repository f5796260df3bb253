// What a configuration says of a hosted zone. Refuses to know how it was written.

import type { Name } from '../../wire/name.ts';
import type { ZoneTiming } from '../../zone/zone-timing.ts';
import type { Names } from '../names/written-names.ts';
import type { SigningPlan } from './read-signing.ts';
import type { TransferSettings } from './transfer-settings.ts';
import type { UpdateRule } from './update-rule.ts';

/** A hosted zone with its aliases. */
export interface ZoneConfig {
  readonly content: ZoneContent;
  readonly timing: ZoneTiming;
  /** Absent: served unsigned. */
  readonly signing: SigningPlan | undefined;
  /** Where its settings are written, for findings that other files make: `zones["example.com"]`; absent: the flags. */
  readonly path?: string;
  /** Absent: nobody follows the zone. */
  readonly transfer?: TransferSettings;
  /** Absent: nobody changes the zone. */
  readonly updates?: readonly UpdateRule[];
}

/** What is in a hosted zone and its aliases. */
export interface ZoneContent extends Names {
  readonly hostedZone: Name;
  readonly aliasZones: readonly Name[];
  readonly nameServers: readonly [Name, ...Name[]];
  /** Of the NS records; absent: that of all records at the apex. */
  readonly nsTtlSeconds?: number;
  /** SOA MNAME; absent: the first name server. */
  readonly primary?: Name;
  /** SOA RNAME; absent: `hostmaster` in each zone. */
  readonly mailbox?: Name;
  /** That of the zone elsewhere; ours are newer. */
  readonly soaSerial?: number;
}
