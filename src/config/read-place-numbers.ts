// Port, priority and weight of an SRV record. Refuses to know what host they belong to.

import type { ServicePlace } from '../health/service.ts';
import type { Findings } from './finding.ts';
import { type Json, kindOfJson } from './read-json.ts';

type PlaceNumbers = Omit<ServicePlace, 'host'>;

/** RFC 2782: without a wish, all alike. Clients that pick by weight pick evenly among equal ones that are not zero. */
const usualPriority = 0;
const usualWeight = 1;
const uint16Max = 65_535;

/** `portMin` is 0 where there is no service: then the port is nobody's, and need not be written. */
export function readPlaceNumbers(
  path: string,
  json: { readonly [key: string]: Json },
  portMin: 0 | 1,
  findings: Findings,
): PlaceNumbers | undefined {
  const read = (key: 'port' | 'priority' | 'weight', usual: number | undefined, min: number) =>
    readNumber(`${path}.${key}`, json[key] === undefined ? usual : json[key], min, findings);
  const port = read('port', portMin === 0 ? 0 : undefined, portMin);
  const priority = read('priority', usualPriority, 0);
  const weight = read('weight', usualWeight, 0);
  if (port === undefined || priority === undefined || weight === undefined) return undefined;
  return { port, priority, weight };
}

function readNumber(
  path: string,
  value: Json | undefined,
  min: number,
  findings: Findings,
): number | undefined {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= uint16Max)
    return value;
  const problem = value === undefined ? 'is missing' : `is ${kindOfJson(value)}`;
  findings.error(path, `${problem}; write a number from ${min} to ${uint16Max}, without quotes`);
  return undefined;
}
