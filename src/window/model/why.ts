// Why a name is answered as it is, in one sentence. Refuses to know who reads it.

import { printDuration } from '../../base/print-duration.ts';
import type { MissingAddress } from '../../control/protocol/facts.ts';
import type { NameFacts, TargetFacts } from './news.ts';
import { countOf } from './phrases.ts';

/** All that fits in a sentence; the list of targets has the rest. */
const missingMax = 3;

export interface WhyContext {
  /** By key. */
  readonly targets: ReadonlyMap<string, TargetFacts>;
  readonly nowSeconds: number;
}

/** Text, and ages that grow while it is read. */
export type WhyPiece = string | { readonly sinceSeconds: number };

export function explainName(name: NameFacts, { targets, nowSeconds }: WhyContext): string {
  const print = (piece: WhyPiece) =>
    typeof piece === 'string' ? piece : printDuration(Math.max(0, nowSeconds - piece.sinceSeconds));
  return explainInPieces(name, targets).map(print).join('');
}

export function explainInPieces(name: NameFacts, targets: WhyContext['targets']): readonly WhyPiece[] {
  const missing = describeMissing(name, targets);
  return missing.length === 0 ? [leadOf(name)] : [leadOf(name), ': ', ...missing];
}

function leadOf({ isChecked, role, addresses, healthy, healthyMin, candidates, backups }: NameFacts): string {
  const answered = addresses.length;
  if (!isChecked && answered > 0) return `answered with ${countOf(answered, 'address')}, unchecked`;
  if (!isChecked) return 'answered without address';
  const lack = `${healthy} of ${countOf(candidates, 'address')} healthy${healthyMin > 1 ? `, ${healthyMin} needed` : ''}`;
  switch (role) {
    case 'candidates':
      return answered === candidates
        ? `answered with ${answered === 1 ? 'its address' : `all ${answered} addresses`}`
        : `answered with ${answered} of ${countOf(candidates, 'address')}`;
    case 'backups':
      return `answered with ${answered} of ${countOf(backups, 'backup')}, ${lack}`;
    case 'policy':
      return `answered with ${countOf(answered, 'address')} as its policy says, ${lack}`;
    case 'nothing':
      return `answered without address, ${lack}`;
  }
}

function describeMissing(
  { missing = [], candidates, healthy }: NameFacts,
  targets: WhyContext['targets'],
): readonly WhyPiece[] {
  const shown = missing.slice(0, missingMax);
  const left = Math.max(candidates - healthy, missing.length) - shown.length;
  const pieces = shown.flatMap((one, index) => [
    ...(index > 0 ? [', '] : []),
    ...describeAddress(one, targets),
  ]);
  return shown.length > 0 && left > 0 ? [...pieces, `, and ${left} more`] : pieces;
}

function describeAddress(
  { address, targets: keys, isDrained }: MissingAddress,
  all: WhyContext['targets'],
): readonly WhyPiece[] {
  if (isDrained) return [`${address} is drained`];
  const targets = keys.map((key) => all.get(key)).filter((target) => target !== undefined);
  const culprit = targets.find(isBad) ?? (targets.length === 1 ? targets[0] : undefined);
  return culprit === undefined ? [`${address} fails its check`] : [`${address} `, ...describeTarget(culprit)];
}

function isBad({ state, held, override }: TargetFacts): boolean {
  return state === 'down' || held !== undefined || override === 'forced down';
}

function describeTarget({ state, held, override, sinceSeconds, reason }: TargetFacts): readonly WhyPiece[] {
  if (override?.startsWith('forced')) return [`is ${override}`];
  if (state === 'unknown') return ['has not been probed yet'];
  if (state === 'up') return [held === undefined ? 'fails its check' : 'is held down for flapping'];
  const because = reason === undefined ? '' : ` (${reason})`;
  if (sinceSeconds === undefined) return [`is down${because}`];
  return ['has been down for ', { sinceSeconds }, because];
}
