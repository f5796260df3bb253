// Patterns of updates that were written with the name of the zone: they are relative to it, and so match nothing that anybody
// would ask for.

import { quote } from '../../base/quote.ts';
import { labelsOf, type Name, printName } from '../../wire/name.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import type { NamePattern } from './name-pattern.ts';
import type { UpdateRule } from './update-rule.ts';
import type { ZoneConfig } from './zone-config.ts';

/** `shared`: the rules of all zones that have none of their own. */
export function checkPatterns(
  zones: readonly ZoneConfig[],
  shared: readonly UpdateRule[] | undefined,
  findings: Findings,
): void {
  // A thousand zones may have the same rules.
  const told = new Set<NamePattern>();
  for (const { content, updates = [], path } of zones) {
    const setting = updates === shared || path === undefined ? 'update' : printPath(path, 'update');
    for (const [index, { names }] of updates.entries()) {
      for (const pattern of names) {
        const apex = [content.hostedZone, ...content.aliasZones].find((zone) => endsWith(pattern, zone));
        if (apex === undefined || told.has(pattern)) continue;
        told.add(pattern);
        const zone = printName(apex);
        findings.warnIfSound(
          printPath(setting, index, 'names'),
          `${quote(pattern.text)} is relative to the zone, so it stands for ${pattern.text}.${zone}; leave out "${zone.slice(0, -1)}"`,
        );
      }
    }
  }
}

function endsWith({ labels, open }: NamePattern, apex: Name): boolean {
  const own = labelsOf(apex);
  if (open === 'right' || own.length === 0 || labels.length < own.length) return false;
  return own.every((label, at) => labels[labels.length - own.length + at] === label);
}
