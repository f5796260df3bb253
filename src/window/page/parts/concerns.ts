// What wants attention, the worst first, and the first line of the page: as the window judges, name by name and target by target.
// Refuses to know how it looks.

import type { Problem } from '../../../control/protocol/overview.ts';
import { judge } from '../../model/judge.ts';
import type { NameFacts, TargetFacts } from '../../model/news.ts';
import { countOf } from '../../model/phrases.ts';
import { isTargetWell, rankTarget } from '../../model/rank.ts';
import type { Tone } from '../markup/glyph.ts';
import type { Part } from '../markup/html.ts';
import { nameUrl, plainName, printPlace, targetUrl } from '../markup/links.ts';
import { stateOfName, stateOfTarget } from './state.ts';
import type { View } from './view.ts';
import { asSentence, whyOf } from './why.ts';

export interface Concern {
  readonly id: string;
  readonly tone: Tone;
  readonly word: string;
  readonly what: string;
  readonly why: Part;
  readonly url?: string | undefined;
  readonly sinceSeconds?: number | undefined;
}

export interface PageJudgement {
  readonly tone: 'up' | 'warn' | 'down' | 'unknown';
  /** `All is well`, `2 names are down`. */
  readonly headline: string;
  /** More about it, in a sentence. */
  readonly more: string;
  /** For the title of the window: `2 down`; absent while all is well. */
  readonly short: string | undefined;
  /** Since when the first line holds, where the concerns do not tell. */
  readonly sinceSeconds?: number | undefined;
  readonly concerns: readonly Concern[];
}

export function judgePage(view: View): PageJudgement {
  const { words, problems } = judge(view.model, Math.floor(view.nowMs / 1000));
  const serious = problems.filter(({ level }) => level !== 'notice');
  const [worst] = serious;
  // That it is us is the first line, and all there is to say of it.
  const others = serious.filter(({ kind }) => kind !== 'network');
  const concerns = listConcerns(view, others);
  if (worst !== undefined) return { ...sumUp(worst, view, serious.length), concerns };
  if (view.model.summary === undefined)
    return { tone: 'unknown', headline: 'Nothing is known yet', more: '', short: 'starting', concerns };
  const [headline = '', more = ''] = words.split(/: (.*)/s);
  return { tone: 'up', headline: asSentence(headline), more: asSentence(more), short: undefined, concerns };
}

type Headline = Omit<PageJudgement, 'concerns'>;

function sumUp({ kind, level, text, sinceSeconds }: Problem, view: View, count: number): Headline {
  const tone = level === 'critical' ? 'down' : 'warn';
  const short = count === 1 ? '1 problem' : `${count} problems`;
  const names = namesWith(view, kind);
  const more = sumUpRest(view);
  switch (kind) {
    case 'empty-names':
      return { tone, more, headline: sayNames(names, 'is down', 'are down'), short: `${names.length} down` };
    case 'policy-names':
      return {
        tone: 'down',
        more,
        headline: sayNames(names, 'is all down', 'are all down'),
        short: `${names.length} all down`,
      };
    case 'backup-names':
      return {
        tone,
        more,
        headline: sayNames(names, 'is on backup', 'are on backup'),
        short: `${names.length} on backup`,
      };
    case 'down-targets':
    case 'held-targets': {
      const { length } = troubledTargets(view);
      const what = length === 1 ? '1 target is' : `${length} targets are`;
      return { tone, more, headline: `Every name is answered, ${what} not up`, short: `${length} not up` };
    }
    case 'network':
      return {
        tone,
        short: 'it is us',
        headline: 'It is us, not the backends',
        more: asSentence(text.replace(/^it is us: /, '')),
        sinceSeconds,
      };
    default: {
      const [headline = '', rest = ''] = text.split(/: (.*)/s);
      return { tone, short, headline: asSentence(headline), more: asSentence(rest) };
    }
  }
}

function sumUpRest({ model }: View): string {
  const names = [...model.names.values()];
  const well = names.filter((name) => !stateOfName(name).kinds.includes('trouble')).length;
  return names.length === well ? '' : `${well} of ${names.length} names are answered as they should be.`;
}

function sayNames(names: readonly NameFacts[], one: string, many: string): string {
  const [first] = names;
  return names.length === 1 && first !== undefined
    ? `${plainName(first.name)} ${one}`
    : `${names.length} names ${many}`;
}

const roles: Readonly<Partial<Record<Problem['kind'], NameFacts['role']>>> = {
  'empty-names': 'nothing',
  'policy-names': 'policy',
  'backup-names': 'backups',
};

function namesWith({ model }: View, kind: Problem['kind']): readonly NameFacts[] {
  const role = roles[kind];
  return [...model.names.values()].filter((name) => name.role === role);
}

function troubledTargets({ model }: View): readonly TargetFacts[] {
  return [...model.targets.values()]
    .filter((target) => !isTargetWell(target) && stateOfTarget(target).kinds.includes('trouble'))
    .sort((a, b) => rankTarget(a) - rankTarget(b));
}

/** Of each kind, as many as a person reads: a rack that fails must not hide that signatures end. */
const ofKindMax = 6;

/** Of names and targets one by one, for each has its page. */
function listConcerns(view: View, problems: readonly Problem[]): readonly Concern[] {
  // The reasons of a name tell of its targets already.
  const told = new Set(problems.flatMap(({ kind }) => namesWith(view, kind)).map(({ name }) => name));
  let areTargetsListed = false;
  return problems.flatMap((problem): readonly Concern[] => {
    if (roles[problem.kind] !== undefined) {
      const names = namesWith(view, problem.kind);
      const concerns = names.slice(0, ofKindMax).map((name) => concernOfName(name, view));
      return [...concerns, ...concernOfOthers(names.length, 'name', concerns[0])];
    }
    if (problem.targets === undefined) return [concernOf(problem)];
    if (areTargetsListed) return [];
    areTargetsListed = true;
    const targets = troubledTargets(view).filter(({ names }) => !names.some((name) => told.has(name)));
    const concerns = targets.slice(0, ofKindMax).map(concernOfTarget);
    return [...concerns, ...concernOfOthers(targets.length, 'target', { tone: 'warn', word: 'Not up' })];
  });
}

function concernOfOthers(
  count: number,
  noun: string,
  like: Pick<Concern, 'tone' | 'word'> | undefined,
): readonly Concern[] {
  if (count <= ofKindMax || like === undefined) return [];
  const { tone, word } = like;
  return [
    {
      id: `concern-others-${encodeURIComponent(word)}`,
      ...{ tone, word },
      what: `and ${countOf(count - ofKindMax, `more ${noun}`)}`,
      why: '',
      url: '/?show=trouble',
    },
  ];
}

const words: Readonly<Partial<Record<Problem['kind'], string>>> = {
  'empty-services': 'Down',
  'expired-signatures': 'Expired',
  'late-signatures': 'Late',
  certificate: 'Certificate',
  'last-good': 'Old',
  secondaries: 'Behind',
  hosts: 'Host',
  updates: 'Updates',
  descriptors: 'Limit',
};

const sections: Readonly<Partial<Record<Problem['kind'], string>>> = {
  secondaries: '#secondaries',
  'expired-signatures': '#zones',
  'late-signatures': '#zones',
};

function concernOf({ kind, level, text, sinceSeconds }: Problem): Concern {
  const [what = '', why = ''] = text.split(/: (.*)/s);
  return {
    id: `concern-${kind}`,
    tone: level === 'critical' ? 'down' : 'warn',
    word: words[kind] ?? 'Problem',
    what: asSentence(what),
    why: asSentence(why),
    url: sections[kind],
    sinceSeconds,
  };
}

function concernOfName(name: NameFacts, view: View): Concern {
  const { tone, word } = stateOfName(name);
  return {
    id: `concern-name-${encodeURIComponent(name.name)}`,
    ...{ tone, word },
    what: plainName(name.name),
    why: whyOf(name, view),
    url: nameUrl(name.name),
    sinceSeconds: name.sinceSeconds,
  };
}

function concernOfTarget(target: TargetFacts): Concern {
  const { tone, word } = stateOfTarget(target);
  return {
    id: `concern-target-${encodeURIComponent(target.key)}`,
    ...{ tone, word },
    what: `${target.kind} ${printPlace(target.address, target.port)}`,
    why:
      target.held === undefined
        ? asSentence(target.reason ?? '')
        : 'It changes too often: names with anything steadier leave it out',
    url: targetUrl(target.key),
    sinceSeconds: target.held?.sinceSeconds ?? target.sinceSeconds,
  };
}
