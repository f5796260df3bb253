// The flags whose values have a structure of their own: lists and mappings, written as JSON or YAML. Whoever reads such a flag
// asks here, and gets a value whatever it was written as and wherever.

import type { Json } from '../../base/parse-json.ts';
import type { Findings } from '../findings/finding.ts';
import type { FlagName } from './flags.ts';
import type { RawValues } from './gather-values.ts';
import { readJson } from './read-json.ts';

/**
 * Undefined if the flag was not given, or could not be read, which is a finding then: whatever would be compared with it
 * cannot be judged. `example` shows what was expected.
 */
export function readStructured(
  values: RawValues,
  name: FlagName,
  example: string,
  findings: Findings,
): Json | undefined {
  const text = values.get(name)?.texts[0];
  return text === undefined ? undefined : readJson(name, text, example, findings);
}
