// Facts and decisions -> the zones of a configuration, unsigned. Refuses to know what was served before.

import type { Decide } from '../health/deciding/decide.ts';
import { buildZone } from '../zone/build-zone.ts';
import { nextSerial } from '../zone/serial.ts';
import { mailboxOf, type Zone } from '../zone/zone.ts';
import { type LoadedZone, withDelegations } from './loaded-zone.ts';
import { type AddressRdatas, ZoneFacts } from './zone-facts.ts';

type Unsigned = Pick<LoadedZone, 'content' | 'timing' | 'transfer' | 'delegations' | 'isCatalog'>;

/** All zones of a configuration, unsigned, under this serial or one newer than that of their master file. */
export function buildZones(
  { zones }: { readonly zones: readonly Unsigned[] },
  decide: Decide,
  serial: number,
): Zone[] {
  return zones.flatMap((zone) => {
    const { soaSerial } = zone.content;
    return buildGroup(new ZoneFacts(zone), zone, decide, nextSerial(soaSerial, serial));
  });
}

/** The hosted zone, then its aliases, all of the same records and serial. */
export function buildGroup(
  facts: ZoneFacts,
  { content, timing, delegations, isCatalog }: Unsigned,
  decide: Decide,
  serial: number,
  rdatas?: AddressRdatas,
): Zone[] {
  const { hostedZone, aliasZones, nameServers, nsTtlSeconds = timing.apexTtlSeconds } = content;
  const { primary = nameServers[0] } = content;
  const { recordsIn, missing } = facts.contentOf(facts.owners, decide, rdatas);
  return [hostedZone, ...aliasZones].map((apex) =>
    buildZone(
      {
        apex,
        serial,
        timing,
        primary,
        mailbox: content.mailbox ?? mailboxOf(apex),
        nameServers,
        nsTtlSeconds,
        ...(isCatalog && { isPrivate: true }),
      },
      withDelegations(recordsIn(apex), delegations?.get(apex)),
      missing,
    ),
  );
}
