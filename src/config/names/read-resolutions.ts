// --zone-resolutions, or "names" of a zone: which names there are. read-entry.ts reads what each resolves to, and
// service-parts.ts collects what they say beside addresses.

import { isJsonObject, type Json } from '../../base/parse-json.ts';
import { quote } from '../../base/quote.ts';
import type { Resolution } from '../../health/deciding/resolution.ts';
import { explainNameProblem } from '../../wire/explain-name-problem.ts';
import { completeName, nameOctetsMax, parseOwner, printName, type RelativeName } from '../../wire/name.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import { kindOfJson } from '../sources/read-json.ts';
import type { KnownCandidates } from './known-candidates.ts';
import { hasNoAddresses, type NameDefaults, readEntry } from './read-entry.ts';
import { ServiceParts } from './service-parts.ts';
import { noNames, type WrittenNames } from './written-names.ts';
import type { ZoneSet } from './zone-set.ts';

/** What the names of a zone are read with. */
export interface ResolutionsContext {
  readonly zones: ZoneSet;
  readonly defaults: NameDefaults;
  /** Made with the same defaults. */
  readonly known: KnownCandidates;
  /** What logs and status call a name, if not as it is written. */
  readonly labelFor?: (written: string) => string;
}

/** `root` is the path of all names: `zone-resolutions`. */
export function readResolutions(
  root: string,
  json: Json,
  { zones, defaults, known, labelFor = (written) => written }: ResolutionsContext,
  findings: Findings,
): WrittenNames {
  if (!isJsonObject(json)) {
    findings.error(root, `is ${kindOfJson(json)}; write an object such as {"www": ["192.0.2.1"]}`);
    return noNames;
  }
  const resolutions = new Map<RelativeName, Resolution>();
  const owners = new Map<RelativeName, string>();
  const parts = new ServiceParts(zones, defaults.ttlSeconds, findings);
  for (const [label, written] of Object.entries(json)) {
    const path = printPath(root, label);
    const owner = readOwner(path, label, zones, findings);
    const before = findings.errorCount;
    const entry = readEntry(path, written, defaults, known, findings);
    // An address that could not be read may have been the host of a service.
    const isHostLost = isJsonObject(written) && 'service' in written && findings.errorCount > before;
    if (owner === undefined || isHostLost) parts.missName();
    if (owner === undefined) continue;
    const twin = owners.get(owner);
    if (twin !== undefined) {
      findings.error(path, `is the same name as ${quote(twin)}; merge the two`, 'key');
      continue;
    }
    owners.set(owner, label);
    const resolution: Resolution = { owner, name: zones.nameOf(owner), label: labelFor(label), ...entry };
    if (!hasNoAddresses(written)) resolutions.set(owner, resolution);
    if (isJsonObject(written)) parts.read(path, resolution, written);
  }
  const pathOf = (owner: RelativeName) => {
    const label = owners.get(owner);
    return label === undefined ? undefined : printPath(root, label);
  };
  return { ...parts.complete(resolutions, owners), pathOf };
}

/** Relative to the zones, and short enough for each of them. */
function readOwner(
  path: string,
  label: string,
  zones: ZoneSet,
  findings: Findings,
): RelativeName | undefined {
  if (label.length > 1 && label.endsWith('.')) {
    findings.error(
      path,
      `${quote(label)} ends with a dot; names are relative to the zone${zones.suggestRelative(label)}`,
      'key',
    );
    return undefined;
  }
  const owner = parseOwner(label);
  if (!owner.ok) {
    const hint = owner.problem.kind === 'empty' ? ', or "@" for the zone itself' : '';
    findings.error(path, explainNameProblem(label, owner.problem) + hint, 'key');
    return undefined;
  }
  const { longest } = zones;
  if (longest !== undefined && completeName(owner.value, longest) === undefined) {
    findings.error(
      path,
      `${quote(label)} is longer than ${nameOctetsMax} octets in the zone "${printName(longest)}"`,
      'key',
    );
    return undefined;
  }
  const relative = zones.suggestRelative(`${label}.`);
  if (relative !== '')
    findings.warn(path, `${quote(label)} is relative to the zone and repeats its name${relative}`);
  return owner.value;
}
