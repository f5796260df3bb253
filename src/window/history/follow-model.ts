// Feeds history from the model: states as they change, probes and queries by the minute. Refuses to know how they are kept.

import type { ProbeTally } from '../../health/watching/probe-ledger.ts';
import type { NameFacts, TargetFacts } from '../model/news.ts';
import type { ModelChange, WindowModel } from '../model/window-model.ts';
import type { History } from './history.ts';
import { countQueries } from './query-minutes.ts';
import type { Subject } from './shelves.ts';
import type { State } from './track.ts';

/** Names without health checks are always answered the same, and so have no history. */
export function followModel(model: WindowModel, history: History): () => void {
  const { recorder } = history;
  const tallies = new Map<string, Counted>();
  const take = ({ targets, names }: Pick<Extract<ModelChange, { kind: 'changes' }>, 'targets' | 'names'>) => {
    for (const target of targets) recorder.setState(subjectOfTarget(target.key), stateOfTarget(target));
    for (const name of names) {
      if (name.isChecked) recorder.setState(subjectOfName(name.name), stateOfName(name));
      else recorder.remove(subjectOfName(name.name));
    }
  };
  history.start((minute) => countProbes(model, history, tallies, minute));
  return model.onChange((change) => {
    switch (change.kind) {
      case 'shape':
        recorder.keepOnly([
          ...change.targets.map(({ key }) => subjectOfTarget(key)),
          ...change.names.filter(({ isChecked }) => isChecked).map(({ name }) => subjectOfName(name)),
        ]);
        take(change);
        recorder.settle();
        return;
      case 'changes':
        take(change);
        for (const key of change.gone.targets) recorder.remove(subjectOfTarget(key));
        for (const name of change.gone.names) recorder.remove(subjectOfName(name));
        return;
      case 'tick':
        history.addQueries(countQueries(change.counters));
    }
  });
}

interface Counted {
  readonly turn: number;
  readonly tally: ProbeTally;
}

/** Adds what the ledger counted since the last minute. */
function countProbes(
  model: WindowModel,
  { recorder }: History,
  counted: Map<string, Counted>,
  minute: number,
): void {
  for (const key of counted.keys()) if (!model.targets.has(key)) counted.delete(key);
  for (const { key, place } of model.targets.values()) {
    const tally = place && model.ledger?.read(place);
    if (place === undefined || tally === undefined) continue;
    const before = counted.get(key);
    counted.set(key, { turn: place.turn, tally });
    // What a new target counted before now is of no known minute.
    if (before === undefined || before.turn !== place.turn) continue;
    recorder.addProbes(subjectOfTarget(key), {
      successes: tally.successes - before.tally.successes,
      failures: tally.failures - before.tally.failures,
      sumMs: tally.sumMs - before.tally.sumMs,
      longestMs: model.ledger?.longestMs(place, minute) ?? 0,
    });
  }
}

function subjectOfTarget(key: string): Subject {
  return { kind: 'target', key };
}

function subjectOfName(key: string): Subject {
  return { kind: 'name', key };
}

function stateOfTarget({ state, reason, override, held }: TargetFacts): State {
  return {
    word: override ?? (held === undefined ? state : 'held down'),
    reason: reason ?? '',
    isDown: state === 'unknown' ? undefined : state === 'down',
    isTroubled: false,
  };
}

function stateOfName({ role, healthy, candidates }: NameFacts): State {
  return {
    word: role,
    reason: `${healthy} of ${candidates} healthy`,
    isDown: role === 'policy' || role === 'nothing',
    isTroubled: role === 'backups',
  };
}
