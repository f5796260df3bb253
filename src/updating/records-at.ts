// What a zone has, for whoever asks that something be so before it is changed: what is configured, whether its backends are
// healthy or not, and what updates made, published yet or not. Refuses to know what is asked.

import { decide } from '../health/deciding/decide.ts';
import { claimOn } from '../publishing/name-claims.ts';
import type { ZoneGroup } from '../publishing/zone-group.ts';
import { type Name, relativeTo } from '../wire/name.ts';
import { RecordType } from '../wire/protocol.ts';
import { apexTypes } from '../zone/build-zone.ts';
import type { RecordsAt } from './judge-prerequisites.ts';
import { nodeOf } from './updated-zone.ts';
import type { ZoneDraft } from './zone-draft.ts';

/** What a zone has beside the records of its entries. */
const ownTypes: ReadonlySet<number> = new Set([...apexTypes, RecordType.DS]);

/** An update that asks whether a host is there must not depend on whether it answered the last probe. */
export function recordsAtIn(group: ZoneGroup, apex: Name, draft: ZoneDraft): RecordsAt {
  const zone = group.zones.find((one) => one.apex === apex) ?? group.main;
  return (name) => {
    const owner = relativeTo(apex, name);
    const served = (zone.nodes.get(name) ?? []).filter(({ type }) => ownTypes.has(type));
    const updated = draft.at(owner);
    if (claimOn(group.config, owner) === undefined)
      return updated === undefined ? served : [...served, ...nodeOf(updated)];
    const configured = group.configuredAt(owner, apex, (resolution) => decide(resolution, () => 'up'));
    return [...configured, ...served.filter(({ type }) => !configured.some((rrset) => rrset.type === type))];
  };
}
