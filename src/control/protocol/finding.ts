// Findings about a configuration, as status and reload carry them.

import type { Place } from '../../base/place.ts';
import { object, optional, text, wholeNumber, word } from '../../base/value-reader.ts';
import type { Finding } from '../../config/findings/finding.ts';

const position = wholeNumber(1, 0xffff_ffff);
const readPlace = object<Place>({
  source: text,
  line: position,
  column: position,
  excerpt: text,
  indent: wholeNumber(0, 0xffff),
});

export const readFinding = object<Finding>({
  severity: word(['error', 'warning']),
  path: text,
  message: text,
  place: optional(readPlace),
});
