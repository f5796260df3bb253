// The reference parser of OpenMetrics, of the project's own client for Python, which refuses what the standard does not allow.

import { spawnSync } from 'node:child_process';
import { runProgram } from '../run-program.ts';

export interface ParsedFamily {
  /** Without suffix. */
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly samples: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
  }[];
}

/** Debian's: a Python of somebody else does not find its packages. */
const python = '/usr/bin/python3';

const program = `
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
text = sys.stdin.buffer.read().decode('utf-8', 'strict')
json.dump([{'name': f.name, 'type': f.type, 'unit': f.unit,
            'samples': [{'name': s.name, 'labels': s.labels, 'value': s.value} for s in f.samples]}
           for f in parse(text)], sys.stdout)
`;

export const openMetricsParserMissing =
  'prometheus_client is not installed; it comes with the package python3-prometheus-client';

export function hasOpenMetricsParser(): boolean {
  return spawnSync(python, ['-c', 'import prometheus_client']).status === 0;
}

/** Fails with what is wrong. */
export async function parseOpenMetrics(text: string): Promise<readonly ParsedFamily[]> {
  const { code, output, errors } = await runProgram(python, ['-c', program], { input: text });
  if (code !== 0) throw new Error(errors);
  return JSON.parse(output);
}
