// The name of an entry of --zone-resolutions, relative to the zones that it has to fit into.

import { completeName, nameOctetsMax, parseOwner, printName, type RelativeName } from '../wire/name.ts';
import { explainNameProblem } from './explain-name-problem.ts';
import type { Findings } from './finding.ts';
import { quote } from './quote.ts';
import type { ZoneSet } from './zone-set.ts';

export function readOwner(
  path: string,
  label: string,
  zones: ZoneSet,
  findings: Findings,
): RelativeName | undefined {
  if (label.length > 1 && label.endsWith('.')) {
    findings.error(
      path,
      `${quote(label)} ends with a dot; names are relative to the zone${zones.suggestRelative(label)}`,
    );
    return undefined;
  }
  const owner = parseOwner(label);
  if (!owner.ok) {
    const hint = owner.problem.kind === 'empty' ? ', or "@" for the zone itself' : '';
    findings.error(path, explainNameProblem(label, owner.problem) + hint);
    return undefined;
  }
  const { longest } = zones;
  if (longest !== undefined && completeName(owner.value, longest) === undefined) {
    findings.error(
      path,
      `${quote(label)} and the zone "${printName(longest)}" are more than ${nameOctetsMax} octets together`,
    );
    return undefined;
  }
  const relative = zones.suggestRelative(`${label}.`);
  if (relative !== '')
    findings.warn(path, `${quote(label)} is relative to the zone and repeats its name${relative}`);
  return owner.value;
}
