// The condition for publishing an address: a target that is up, or all, any or none of several conditions. Pure: verdicts
// in, a verdict out. Refuses to know how a target came to its verdict.

import type { IpAddress } from '../../wire/ip-address.ts';
import type { Verdict } from '../step-state.ts';
import { type ProbePlan, type Target, targetFor } from '../target.ts';

export type Check =
  | Target
  | { readonly kind: 'all'; readonly parts: readonly Check[] }
  | { readonly kind: 'any'; readonly parts: readonly Check[] }
  | { readonly kind: 'not'; readonly part: Check };

/** A check that lacks only its address. */
export type CheckPlan =
  | ProbePlan
  | { readonly kind: 'all'; readonly parts: readonly CheckPlan[] }
  | { readonly kind: 'any'; readonly parts: readonly CheckPlan[] }
  | { readonly kind: 'not'; readonly part: CheckPlan };

export type VerdictOf = (target: Target) => Verdict;

export function checkFor(plan: CheckPlan, published: IpAddress): Check {
  switch (plan.kind) {
    case 'all':
    case 'any':
      return { kind: plan.kind, parts: plan.parts.map((part) => checkFor(part, published)) };
    case 'not':
      return { kind: 'not', part: checkFor(plan.part, published) };
    default:
      return targetFor(plan, published);
  }
}

/**
 * Kleene's three-valued logic: an unknown part holds up the verdict only where it could change it. `any` is up as soon as
 * one part is, `all` is down as soon as one part is.
 */
export function judgeCheck(check: Check, verdictOf: VerdictOf): Verdict {
  switch (check.kind) {
    case 'all':
      return judgeParts(check.parts, 'down', 'up', verdictOf);
    case 'any':
      return judgeParts(check.parts, 'up', 'down', verdictOf);
    case 'not':
      return opposites[judgeCheck(check.part, verdictOf)];
    default:
      return verdictOf(check);
  }
}

const opposites: Readonly<Record<Verdict, Verdict>> = { up: 'down', down: 'up', unknown: 'unknown' };

function judgeParts(
  parts: readonly Check[],
  decisive: Verdict,
  otherwise: Verdict,
  verdictOf: VerdictOf,
): Verdict {
  let isOpen = false;
  for (const part of parts) {
    const verdict = judgeCheck(part, verdictOf);
    if (verdict === decisive) return decisive;
    isOpen ||= verdict === 'unknown';
  }
  return isOpen ? 'unknown' : otherwise;
}

/** Every target that the verdict depends on, possibly more than once. */
export function* targetsOfCheck(check: Check): Generator<Target> {
  switch (check.kind) {
    case 'all':
    case 'any':
      for (const part of check.parts) yield* targetsOfCheck(part);
      return;
    case 'not':
      yield* targetsOfCheck(check.part);
      return;
    default:
      yield check;
  }
}

/** `all(tcp 192.0.2.1:80, not(tcp 192.0.2.1:81))` */
export function printCheck(check: Check): string {
  switch (check.kind) {
    case 'all':
    case 'any':
      return `${check.kind}(${check.parts.map(printCheck).join(', ')})`;
    case 'not':
      return `not(${printCheck(check.part)})`;
    default:
      return check.key;
  }
}
