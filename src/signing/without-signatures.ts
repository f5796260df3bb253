// A signed zone as it was before it was signed, to tell whether another one has to be signed at all.

import type { Zone } from '../zone/zone.ts';
import { apexSigningTypes } from './signing-settings.ts';

export function withoutSignatures({ security: _, ...zone }: Zone): Zone {
  const apexNode = zone.nodes.get(zone.apex) ?? [];
  const own = apexNode.filter(({ type }) => !apexSigningTypes.has(type));
  return { ...zone, nodes: zone.nodes.with(new Map([[zone.apex, own]])) };
}
