// The answer for each name while too few of its addresses are healthy, which no record of the zone shows: comments to
// follow it in a master file. Refuses to know what is healthy now.

import { type Check, printCheck } from '../../health/deciding/check.ts';
import type { CandidateAddress, Resolution } from '../../health/deciding/resolution.ts';
import { completeName, type Name, printName } from '../../wire/name.ts';
import { policyWords } from '../printing/policy-words.ts';

/** Nothing for names that are simply answered with the healthy ones: the comments on their records say it all. */
export function printShortages(resolutions: readonly Resolution[], apex: Name): string {
  return resolutions
    .filter((resolution) => resolution.madeOf === undefined && mayBeShort(resolution))
    .flatMap((resolution) => describeShortage(resolution, apex))
    .map((line) => `; ${line}\n`)
    .join('');
}

function mayBeShort({ candidates, backups, healthyMin = 1, whenAllDown, hosts }: Resolution): boolean {
  const isUsual = healthyMin === 1 && backups === undefined && whenAllDown === undefined;
  // How many addresses there are is not known here.
  if (hosts !== undefined) return false;
  return !isUsual && candidates.filter(isStatic).length < healthyMin;
}

function describeShortage(resolution: Resolution, apex: Name): string[] {
  const { owner, backups = [] } = resolution;
  const name = completeName(owner, apex);
  if (name === undefined) return [];
  const policy = `${printPolicy(resolution)}${backups.length === 0 ? '' : ', while no backup is healthy'}`;
  return [
    `${printName(name)}, while ${printLack(resolution)}:`,
    ...backups.map((backup) => `  ${printBackup(backup)}`),
    // It never comes to that with a backup that is not checked.
    ...(backups.some(isStatic) ? [] : [`  ${policy}`]),
  ];
}

function printLack({ candidates: { length }, healthyMin = 1 }: Resolution): string {
  if (healthyMin > 1) return `fewer than ${healthyMin} of its ${length} addresses are healthy`;
  return length === 1 ? 'its address is not healthy' : `none of its ${length} addresses is healthy`;
}

function printBackup({ address, check }: CandidateAddress): string {
  return `${address.text}, a backup, ${check === undefined ? 'not checked' : printCondition(check)}`;
}

function printPolicy({ whenAllDown = { kind: 'empty' } }: Resolution): string {
  if (whenAllDown.kind !== 'addresses') return policyWords[whenAllDown.kind];
  return `${policyWords.addresses}, ${whenAllDown.addresses.map(({ text }) => text).join(' ')}`;
}

function isStatic({ check }: CandidateAddress): boolean {
  return check === undefined;
}

/** `while tcp 192.0.2.1:80 accepts connections` */
export function printCondition(check: Check): string {
  return `while ${printCheck(check)} ${check.kind === 'tcp' ? 'accepts connections' : 'is up'}`;
}
