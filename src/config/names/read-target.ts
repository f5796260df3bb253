// The target of a service: a host in our zones or elsewhere. Refuses to know whether there is such a name.

import type { Json } from '../../base/parse-json.ts';
import { quote } from '../../base/quote.ts';
import { type Result, succeed } from '../../base/result.ts';
import type { ServiceHost } from '../../health/deciding/service.ts';
import { explainNameProblem } from '../../wire/explain-name-problem.ts';
import {
  isWildcard,
  labelsOf,
  type Name,
  type NameProblem,
  parseAbsoluteOwner,
  parseOwner,
  type RelativeName,
  relativeTo,
} from '../../wire/name.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import type { FieldReader } from '../sources/read-fields.ts';
import type { ZoneSet } from './zone-set.ts';

export function readTarget(
  fields: FieldReader,
  target: Json | undefined,
  zones: ZoneSet,
  findings: Findings,
): ServiceHost | undefined {
  if (typeof target !== 'string') {
    fields.reject('target', 'name a host such as "a1"');
    return undefined;
  }
  const path = printPath(fields.path, 'target');
  const host = target.endsWith('.') ? readAbsolute(target, zones) : readRelative(target);
  if (!host.ok) {
    findings.error(path, explainNameProblem(target, host.problem));
    return undefined;
  }
  if (isWildcard(nameOf(host.value))) {
    findings.error(path, `${quote(target)} is a wildcard; name a host`);
    return undefined;
  }
  if (host.value.kind === 'outside' && labelsOf(host.value.name).length === 1)
    findings.warn(
      path,
      `${quote(target)} is a single label outside the zone; write ${quote(target.slice(0, -1))} for the name in the zone`,
    );
  return host.value;
}

function readRelative(target: string): Result<ServiceHost, NameProblem> {
  const owner = parseOwner(target);
  return owner.ok ? succeed({ kind: 'inside', owner: owner.value }) : owner;
}

/** A name with its final dot may still be in one of our zones; then it is in all of them. */
function readAbsolute(target: string, zones: ZoneSet): Result<ServiceHost, NameProblem> {
  const name = parseAbsoluteOwner(target);
  if (!name.ok) return name;
  const zone = zones.findAbove(name.value);
  if (zone === undefined) return succeed({ kind: 'outside', name: name.value });
  return succeed({ kind: 'inside', owner: relativeTo(zone, name.value) });
}

export function nameOf(host: ServiceHost): Name | RelativeName {
  return host.kind === 'inside' ? host.owner : host.name;
}
