// `healthy-dns check --probe`: tries every check once, now, and prints what came of it. Refuses to know verdicts, which take
// several probes.

import { setTimeout } from 'node:timers/promises';
import { systemClock } from '../../base/clock.ts';
import { decidingFor, type Resolution, targetsOf } from '../../health/deciding/resolution.ts';
import { describeOutcome, type Outcome, type Probe } from '../../health/outcome.ts';
import { createProbe } from '../../health/probing/probe-target.ts';
import { type Target, tcpTarget } from '../../health/target.ts';
import type { Endpoint } from '../../wire/endpoint.ts';
import { printName } from '../../wire/name.ts';
import { printColumns } from '../printing/print-columns.ts';

/** Each takes a descriptor; a thousand targets that never answer within a second are through in half a minute. */
const probesAtOnce = 64;
/** A probe that had no descriptor or no memory says nothing about its target: it is tried again, after a moment. */
const triesMax = 3;
const retryMs = 200;
/** The rest of a table is readable. */
const namesShownMax = 3;

export interface ToProbe {
  readonly target: Target;
  /** Those that depend on it. */
  readonly names: readonly string[];
}

export interface Probed extends ToProbe {
  readonly outcome: Outcome;
}

/** Every target once, with the names that depend on it, in the order of the configuration. */
export function listTargets(resolutions: readonly Resolution[]): ToProbe[] {
  const found = new Map<string, { readonly target: Target; readonly names: Set<string> }>();
  for (const resolution of resolutions) {
    for (const target of targetsOf(resolution)) {
      const known = found.get(target.key) ?? { target, names: new Set() };
      known.names.add(printName(decidingFor(resolution).name));
      found.set(target.key, known);
    }
  }
  return [...found.values()].map(({ target, names }) => ({ target, names: [...names] }));
}

export function listAnchors(anchors: readonly Endpoint[]): ToProbe[] {
  return anchors.map(({ address, port }) => ({ target: tcpTarget(address, port), names: ['(an anchor)'] }));
}

export async function probeTargets(
  targets: readonly ToProbe[],
  timeoutMs: number,
  probe: Probe<Target> = createProbe(systemClock),
): Promise<Probed[]> {
  const probed: Probed[] = [];
  // Shared by all workers, each of which goes on with the next target.
  const queue = targets.entries();
  const work = async () => {
    for (const [index, item] of queue) {
      probed[index] = { ...item, outcome: await probeOnce(item.target, timeoutMs, probe) };
    }
  };
  await Promise.all(Array.from({ length: probesAtOnce }, work));
  return probed;
}

async function probeOnce(target: Target, timeoutMs: number, probe: Probe<Target>): Promise<Outcome> {
  for (let tries = 1; ; tries++) {
    const outcome = await new Promise<Outcome>((resolve) => {
      probe(target, target.pace?.timeoutMs ?? timeoutMs, resolve);
    });
    if (outcome.kind !== 'inconclusive' || tries === triesMax) return outcome;
    await setTimeout(retryMs);
  }
}

/** What failed comes first. */
export function printProbed(probed: readonly Probed[]): string {
  if (probed.length === 0) return 'no name has a check\n';
  const failed = probed.filter(({ outcome }) => outcome.kind !== 'success');
  const good = probed.filter(({ outcome }) => outcome.kind === 'success');
  const rows = [...failed, ...good].map(({ target, names, outcome }) => [
    target.key,
    outcome.kind === 'success' ? 'passed' : outcome.kind === 'failure' ? 'FAILED' : 'not tried',
    describeOutcome(outcome),
    printNames(names),
  ]);
  const summary = `${good.length} of ${probed.length} checks passed`;
  return `${[...printColumns([['CHECK', 'NOW', 'BECAUSE', 'NAMES'], ...rows]), '', summary].join('\n')}\n`;
}

function printNames(names: readonly string[]): string {
  const shown = names.slice(0, namesShownMax).join(' ');
  return names.length > namesShownMax ? `${shown} and ${names.length - namesShownMax} more` : shown;
}
