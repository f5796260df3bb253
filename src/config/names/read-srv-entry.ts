// "srv" in an entry of --zone-resolutions: the places of a service, host by host. Refuses to know which names there are:
// service-parts.ts checks that once all have been read.

import { isJsonArray, isJsonObject, type Json } from '../../base/parse-json.ts';
import type { ServiceHost, ServicePlace } from '../../health/deciding/service.ts';
import { rootName } from '../../wire/name.ts';
import type { Findings } from '../findings/finding.ts';
import { printPath } from '../findings/print-path.ts';
import { FieldReader } from '../sources/read-fields.ts';
import { kindOfJson } from '../sources/read-json.ts';
import { uint16Range } from '../sources/read-scalars.ts';
import { nameOf, readTarget } from './read-target.ts';
import type { ZoneSet } from './zone-set.ts';

/** A place, and its target as it was written. */
export interface WrittenPlace {
  readonly place: ServicePlace;
  readonly path: string;
  readonly target: string;
}

export const placeKeys = ['target', 'port', 'priority', 'weight'] as const;

/** All alike, unless the operator says otherwise. Not 0: RFC 2782 gives a weight of 0 to hosts that are rarely chosen. */
const defaultWeight = 1;
const defaultPriority = 0;

export function readSrvEntry(
  path: string,
  json: Json,
  zones: ZoneSet,
  findings: Findings,
): readonly WrittenPlace[] | undefined {
  if (!isJsonArray(json)) {
    findings.error(path, `is ${kindOfJson(json)}; write an array such as [{"target": "a1", "port": 8080}]`);
    return undefined;
  }
  if (json.length === 0) findings.error(path, 'is empty; name at least one target');
  const places = json
    .map((item: Json, index) => readPlace(printPath(path, index), item, zones, findings))
    .filter((place) => place !== undefined);
  // RFC 2782: the root as target means that the service is decidedly not available, which only makes sense alone.
  if (json.length > 1 && places.some(({ place }) => isDenial(place.host)))
    findings.error(
      path,
      'has the target "." among others; it means that there is no service, and must be alone',
    );
  const seen = new Set<string>();
  for (const { path: at, place } of places) {
    const key = keyOf(place);
    if (seen.has(key)) findings.warn(at, 'repeats a target and its port; leave it out');
    seen.add(key);
  }
  return places;
}

function readPlace(path: string, json: Json, zones: ZoneSet, findings: Findings): WrittenPlace | undefined {
  if (!isJsonObject(json)) {
    findings.error(path, `is ${kindOfJson(json)}; write an object such as {"target": "a1", "port": 8080}`);
    return undefined;
  }
  const fields = new FieldReader(path, json, findings);
  fields.refuseOthers(placeKeys);
  const { target } = json;
  const host = readTarget(fields, target, zones, findings);
  const portMin = host !== undefined && isDenial(host) ? 0 : 1;
  const numbers = readPlaceNumbers(fields, portMin);
  if (host === undefined || numbers === undefined) return undefined;
  return { place: { host, ...numbers }, path, target: String(target) };
}

/** With `portMin` 0, for a service that is decidedly not available, the port may be left out. */
export function readPlaceNumbers(
  fields: FieldReader,
  portMin: 0 | 1,
): Omit<ServicePlace, 'host'> | undefined {
  const read = (key: string, otherwise: number) =>
    fields.has(key) ? fields.number(key, uint16Range) : otherwise;
  const port =
    portMin === 0 ? read('port', 0) : fields.requiredNumber('port', { ...uint16Range, min: portMin });
  const priority = read('priority', defaultPriority);
  const weight = read('weight', defaultWeight);
  if (port === undefined || priority === undefined || weight === undefined) return undefined;
  return { port, priority, weight };
}

function isDenial(host: ServiceHost): boolean {
  return host.kind === 'outside' && host.name === rootName;
}

/** Unambiguous: only absolute names end with the zero octet of the root. */
function keyOf({ host, port }: ServicePlace): string {
  return `${nameOf(host)}/${port}`;
}
