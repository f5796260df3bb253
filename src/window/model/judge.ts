// Whether all is well, and what is not, worst first: the same for the page, the terminal and programs. Refuses to know how it is
// shown.

import type { Judgement, Problem } from '../../control/protocol/overview.ts';
import { countTargets } from './counts.ts';
import { judgeDaemon } from './judge-daemon.ts';
import type { NameFacts, TargetFacts } from './news.ts';
import { countOf, isOrAre, listFirst, namedMax } from './phrases.ts';
import type { WindowModel } from './window-model.ts';

/** Worst first, as seen by whoever queries a name. */
const order: readonly Problem['kind'][] = [
  'network',
  'empty-names',
  'empty-services',
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

export type Judged = Pick<WindowModel, 'names' | 'targets' | 'summary' | 'hasShape'>;

export function judge(model: Judged, nowSeconds: number): Judgement {
  const names = [...model.names.values()];
  const targets = [...model.targets.values()];
  const found = [
    ...judgeNames(names),
    ...judgeTargets(targets),
    ...(model.hasShape ? [] : [starting]),
    ...(model.summary === undefined ? [] : judgeDaemon(model.summary, nowSeconds)),
  ];
  const problems = found.sort((a, b) => rankOf(a) - rankOf(b));
  const serious = problems.filter(({ level }) => level !== 'notice');
  const isWell = serious.length === 0;
  return {
    isWell,
    words: isWell ? praise(model, names, targets) : lament(serious),
    problems,
  };
}

const starting: Problem = { kind: 'starting', level: 'notice', text: 'nothing is known yet' };

/** An expired certificate is as bad as a name without an address. */
function rankOf({ kind, level }: Problem): number {
  const levels = { critical: 0, warning: 1, notice: 2 } as const;
  return levels[level] * order.length + order.indexOf(kind);
}

function praise({ hasShape }: Judged, names: readonly NameFacts[], targets: readonly TargetFacts[]): string {
  if (!hasShape) return starting.text;
  if (names.length === 0) return 'all is well: no names with addresses are configured';
  const answered = `all is well: ${countOf(names.length, 'name')} ${isOrAre(names.length)} answered`;
  if (targets.length === 0) return answered;
  const { up } = countTargets(targets);
  const which = up === targets.length ? '' : `${up} of `;
  return `${answered}, ${which}${countOf(targets.length, 'target')} ${isOrAre(targets.length)} up`;
}

function lament(problems: readonly Problem[]): string {
  const [worst] = problems;
  const more = problems.length - 1;
  return `${worst?.text ?? ''}${more > 0 ? `; and ${countOf(more, 'more problem')}` : ''}`;
}

function judgeNames(names: readonly NameFacts[]): readonly Problem[] {
  const withRole = (role: NameFacts['role']) => names.filter((name) => name.role === role);
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
    text: `${countOf(names.length, 'name')} ${isOrAre(names.length)} ${what}: ${listFirst(names.map(({ label }) => label))}`,
    names: names.slice(0, namedMax).map(({ name }) => name),
    // Not spread into Math.min, whose arguments must fit on the stack.
    sinceSeconds: names.map(({ sinceSeconds }) => sinceSeconds).reduce((a, b) => Math.min(a, b)),
  };
}

function judgeTargets(targets: readonly TargetFacts[]): readonly Problem[] {
  // A forced target is as the operator wants it.
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
    text: `${targets.length} of ${countOf(total, 'target')} ${isOrAre(targets.length)} ${what}: ${listFirst(targets.map(({ key }) => key))}`,
    targets: targets.slice(0, namedMax).map(({ key }) => key),
    ...(known.length > 0 && { sinceSeconds: known.reduce((a, b) => Math.min(a, b)) }),
  };
}
