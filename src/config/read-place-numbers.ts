// Port, priority and weight of an SRV record. Refuses to know what host they belong to.

import type { ServicePlace } from '../health/deciding/service.ts';
import type { FieldReader } from './read-fields.ts';

type PlaceNumbers = Omit<ServicePlace, 'host'>;

/** RFC 2782: without a wish, all alike. Clients that pick by weight pick evenly among equal ones that are not zero. */
const usualPriority = 0;
const usualWeight = 1;
const uint16 = { min: 0, max: 65_535, isWhole: true, noun: 'number' };

/** `portMin` is 0 where there is no service: then the port is nobody's, and need not be written. */
export function readPlaceNumbers(fields: FieldReader, portMin: 0 | 1): PlaceNumbers | undefined {
  const read = (key: string, usual: number) => (fields.has(key) ? fields.number(key, uint16) : usual);
  const port = portMin === 0 ? read('port', 0) : fields.requiredNumber('port', { ...uint16, min: portMin });
  const priority = read('priority', usualPriority);
  const weight = read('weight', usualWeight);
  if (port === undefined || priority === undefined || weight === undefined) return undefined;
  return { port, priority, weight };
}
