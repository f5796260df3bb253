// Findings about a configuration, as status and reload carry them.

import { object, text, word } from '../../base/value-reader.ts';
import type { Finding } from '../../config/findings/finding.ts';

export const readFinding = object<Finding>({
  severity: word(['error', 'warning']),
  path: text,
  message: text,
});
