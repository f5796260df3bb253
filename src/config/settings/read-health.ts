// The flags about probes and about verdicts of all targets: pace, thresholds, doubt, flapping.

import { quote } from '../../base/quote.ts';
import type { FlapSettings } from '../../health/doubting/flap-damper.ts';
import type { Doubting, MonitorSettings } from '../../health/watching/monitor.ts';
import { type Endpoint, parseEndpoint, printEndpoint } from '../../wire/endpoint.ts';
import type { Findings } from '../findings/finding.ts';
import type { RawValues } from '../sources/raw-value.ts';
import {
  from,
  type NumberRange,
  type ScalarReader,
  secondsRange,
  timesRange,
} from '../sources/read-scalars.ts';

export interface HealthPlan {
  readonly monitor: MonitorSettings;
  readonly flapping: FlapSettings;
}

const shareRange: NumberRange = { min: 0, max: 1, isWhole: false, noun: 'share' };
/** The times of so many changes are kept for each target that flaps. */
const flapLimitMax = 1000;
/** Each is probed once per interval; two or three in different places tell as much as a hundred. */
const anchorsMax = 16;

export function readHealth(values: RawValues, scalars: ScalarReader, findings: Findings): HealthPlan {
  const intervalSeconds = scalars.duration('test-min-interval', secondsRange, 30);
  const timeoutSeconds = scalars.duration('test-timeout', secondsRange, 2);
  if (timeoutSeconds > intervalSeconds) {
    findings.warnIfSound(
      'test-timeout',
      `${timeoutSeconds} s is longer than the ${intervalSeconds} s between probes; a target that does not answer is probed less often`,
    );
  }
  return {
    monitor: {
      intervalMs: intervalSeconds * 1000,
      timeoutMs: timeoutSeconds * 1000,
      rise: scalars.number('rise', timesRange, 1),
      fall: scalars.number('fall', timesRange, 2),
      doubt: readDoubt(values, scalars, findings),
    },
    flapping: {
      limit: scalars.number(
        'flap-limit',
        { min: 0, max: flapLimitMax, isWhole: true, noun: 'whole number' },
        6,
      ),
      windowMs: scalars.duration('flap-window', secondsRange, 600) * 1000,
    },
  };
}

function readDoubt(values: RawValues, scalars: ScalarReader, findings: Findings): Doubting {
  const massFailure = scalars.number('mass-failure', shareRange, 0.5);
  const anchors = readAnchors(values, findings);
  if (massFailure === 1 && anchors.length > 0)
    findings.warnIfSound('anchor', 'has no effect: with --mass-failure 1 our own network is never suspected');
  return { massFailure, anchors };
}

function readAnchors(values: RawValues, findings: Findings): readonly Endpoint[] {
  const raw = values.get('anchor');
  const anchors = new Map<string, Endpoint>();
  for (const text of raw?.texts ?? []) {
    const endpoint = parseEndpoint(text.trim());
    if (endpoint !== undefined) anchors.set(printEndpoint(endpoint), endpoint);
    else if (raw !== undefined) {
      // A name would have to be looked up, over the very network that is in doubt.
      const why = 'is not an IP address with a port such as 192.0.2.1:443 or [2001:db8::1]:443';
      findings.error('anchor', `${quote(text)} ${why}${from('anchor', raw)}`);
    }
  }
  if (anchors.size > anchorsMax)
    findings.error('anchor', `is given ${anchors.size} times; at most ${anchorsMax} are allowed`);
  return [...anchors.values()];
}
