// The name of an entry of --zone-resolutions, relative to the zones that it has to fit into.

import { completeName, type Name, parseOwner, printName, type RelativeName } from '../wire/name.ts';
import { explainNameProblem } from './explain-name-problem.ts';
import type { Findings } from './finding.ts';
import { quote } from './quote.ts';
import { suggestRelative } from './suggest-relative.ts';

export function readOwner(
  path: string,
  label: string,
  zones: readonly Name[],
  findings: Findings,
): RelativeName | undefined {
  if (label.length > 1 && label.endsWith('.')) {
    findings.error(
      path,
      `${quote(label)} ends with a dot; names are relative to the zone${suggestRelative(label, zones)}`,
    );
    return undefined;
  }
  const owner = parseOwner(label);
  if (!owner.ok) {
    const hint = owner.problem.kind === 'empty' ? ', or "@" for the zone itself' : '';
    findings.error(path, explainNameProblem(label, owner.problem) + hint);
    return undefined;
  }
  for (const zone of zones) {
    if (completeName(owner.value, zone) !== undefined) continue;
    findings.error(
      path,
      `${quote(label)} and the zone "${printName(zone)}" are more than 255 octets together`,
    );
    return undefined;
  }
  const relative = suggestRelative(`${label}.`, zones);
  if (relative !== '')
    findings.warn(path, `${quote(label)} is relative to the zone and repeats its name${relative}`);
  return owner.value;
}
