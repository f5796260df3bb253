// Whether all is well, and what is not, the worst first: the page, the terminal and programs hear the same. Refuses to know how
// it is shown.

import type { Judgement, NameCounts, Problem, TargetCounts } from '../../control/protocol/overview.ts';
import { countNames, countTargets } from './counts.ts';
import { judgeDaemon } from './judge-daemon.ts';
import type { NameFacts, TargetFacts } from './news.ts';
import { countOf, listFirst, namedMax } from './phrases.ts';
import type { WindowModel } from './window-model.ts';

/** As bad as they are for those who ask for a name. */
const order: readonly Problem['kind'][] = [
  'network',
  'empty-names',
  'expired-signatures',
  'certificate',
  'last-good',
  'policy-names',
  'backup-names',
  'late-signatures',
  'secondaries',
  'hosts',
  'updates',
  'descriptors',
  'down-targets',
  'held-targets',
  'starting',
  'unprobed-targets',
  'overrides',
];

export type Judged = Pick<WindowModel, 'names' | 'targets' | 'summary'>;

export function judge(model: Judged, nowSeconds: number): Judgement {
  const names = [...model.names.values()];
  const targets = [...model.targets.values()];
  const found = [
    ...judgeNames(names),
    ...judgeTargets(targets),
    ...(model.summary === undefined ? [starting] : judgeDaemon(model.summary, nowSeconds)),
  ];
  const problems = found.sort((a, b) => rankOf(a) - rankOf(b));
  const serious = problems.filter(({ level }) => level !== 'notice');
  const isWell = serious.length === 0;
  return {
    isWell,
    words: isWell ? praise(countNames(names), countTargets(targets)) : lament(serious),
    problems,
  };
}

const starting: Problem = { kind: 'starting', level: 'notice', text: 'nothing is known yet' };

/** A certificate that expired is no less bad than a name without address. */
function rankOf({ kind, level }: Problem): number {
  const levels = { critical: 0, warning: 1, notice: 2 } as const;
  return levels[level] * order.length + order.indexOf(kind);
}

function praise(names: NameCounts, targets: TargetCounts): string {
  if (names.total === 0) return 'all is well: no names with addresses are configured';
  const answered = `${countOf(names.total, 'name')} ${names.total === 1 ? 'is' : 'are'} answered`;
  if (targets.total === 0) return `all is well: ${answered}`;
  const up = targets.up === targets.total ? '' : `${targets.up} of `;
  return `all is well: ${answered}, ${up}${countOf(targets.total, 'target')} ${targets.total === 1 ? 'is' : 'are'} up`;
}

function lament(problems: readonly Problem[]): string {
  const [worst] = problems;
  const more = problems.length - 1;
  return `${worst?.text ?? ''}${more > 0 ? `; and ${countOf(more, 'more problem')}` : ''}`;
}

function judgeNames(names: readonly NameFacts[]): readonly Problem[] {
  const checked = names.filter(({ isChecked }) => isChecked);
  const withRole = (role: NameFacts['role']) => checked.filter((name) => name.role === role);
  return [
    aboutNames('empty-names', 'critical', withRole('nothing'), 'without address'),
    aboutNames('policy-names', 'warning', withRole('policy'), 'all down and answered as the policy says'),
    aboutNames('backup-names', 'warning', withRole('backups'), 'answered with backups'),
  ].filter((problem) => problem !== undefined);
}

function aboutNames(
  kind: Problem['kind'],
  level: Problem['level'],
  names: readonly NameFacts[],
  what: string,
): Problem | undefined {
  if (names.length === 0) return undefined;
  return {
    kind,
    level,
    text: `${countOf(names.length, 'name')} ${names.length === 1 ? 'is' : 'are'} ${what}: ${listFirst(names.map(({ label }) => label))}`,
    names: names.slice(0, namedMax).map(({ name }) => name),
    sinceSeconds: Math.min(...names.map(({ sinceSeconds }) => sinceSeconds)),
  };
}

function judgeTargets(targets: readonly TargetFacts[]): readonly Problem[] {
  // What was forced is as an operator wants it.
  const free = targets.filter(({ override }) => override === undefined);
  const down = free.filter(({ state }) => state === 'down');
  const held = free.filter(({ state, held: hold }) => state !== 'down' && hold !== undefined);
  const unprobed = free.filter(({ state }) => state === 'unknown');
  return [
    aboutTargets('down-targets', 'warning', down, targets.length, 'down'),
    aboutTargets('held-targets', 'warning', held, targets.length, 'held down for flapping'),
    aboutTargets('unprobed-targets', 'notice', unprobed, targets.length, 'not probed yet'),
  ].filter((problem) => problem !== undefined);
}

function aboutTargets(
  kind: Problem['kind'],
  level: Problem['level'],
  targets: readonly TargetFacts[],
  total: number,
  what: string,
): Problem | undefined {
  if (targets.length === 0) return undefined;
  const since = targets.map(({ held, sinceSeconds }) => held?.sinceSeconds ?? sinceSeconds);
  const known = since.filter((seconds) => seconds !== undefined);
  return {
    kind,
    level,
    text: `${targets.length} of ${countOf(total, 'target')} ${targets.length === 1 ? 'is' : 'are'} ${what}: ${listFirst(targets.map(({ key }) => key))}`,
    targets: targets.slice(0, namedMax).map(({ key }) => key),
    ...(known.length > 0 && { sinceSeconds: known.reduce((a, b) => Math.min(a, b)) }),
  };
}
