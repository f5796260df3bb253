// What an override is about, by the text that an operator types: an address, or a name of example.test.

import { parseAddressSubject, type Subject } from '../../../src/health/deciding/overrides.ts';
import { exampleName } from '../dns/make-zone.ts';

export function subjectOf(text: string): Subject {
  const place = parseAddressSubject(text);
  return place ?? { kind: 'name', name: exampleName(text), label: text.toLowerCase() };
}
