// How messages word what is wrong, what is over, and what came and went, for one subject and for several. One table, to be compared at
// a glance.

import type { SubjectKind, Wrong } from '../standing/subject.ts';

interface Phrase {
  /** Of one and of several. */
  readonly is: readonly [string, string];
  readonly was: readonly [string, string];
}

/** `{}` stands for the names, where there are any. */
const phrases: Readonly<Record<SubjectKind, Readonly<Partial<Record<Wrong, Phrase>>>>> = {
  network: {
    suspect: {
      is: ['the network of this machine is suspect', ''],
      was: ['the network of this machine was suspect', ''],
    },
  },
  name: {
    empty: {
      is: ['{} has no address', '{} have no address'],
      was: ['{} had no address', '{} had no address'],
    },
    policy: {
      is: ['{} is all down', '{} are all down'],
      was: ['{} was all down', '{} were all down'],
    },
    backup: {
      is: ['{} is on backup', '{} are on backup'],
      was: ['{} was on backup', '{} were on backup'],
    },
  },
  signatures: {
    expired: { is: ['signatures have expired', ''], was: ['signatures had expired', ''] },
    late: { is: ['signatures are late', ''], was: ['signatures were late', ''] },
  },
  certificate: {
    expired: { is: ['the certificate has expired', ''], was: ['the certificate had expired', ''] },
    expiring: { is: ['the certificate expires soon', ''], was: ['the certificate was about to expire', ''] },
  },
  target: {
    held: {
      is: ['{} is flapping and held down', '{} are flapping and held down'],
      was: ['{} was held down', '{} were held down'],
    },
    down: { is: ['{} is down', '{} are down'], was: ['{} was down', '{} were down'] },
  },
  secondary: {
    behind: { is: ['{} is behind', '{} are behind'], was: ['{} was behind', '{} were behind'] },
  },
  anchor: {
    failing: {
      is: ['the anchor {} fails', 'the anchors {} fail'],
      was: ['the anchor {} failed', 'the anchors {} failed'],
    },
  },
};

const overs: Readonly<Record<SubjectKind, readonly [string, string]>> = {
  network: ['the network of this machine works again', ''],
  name: ['{} is answered as usual', '{} are answered as usual'],
  signatures: ['signatures are fresh again', ''],
  certificate: ['the certificate is renewed', ''],
  target: ['{} is up again', '{} are up again'],
  secondary: ['{} has caught up', '{} have caught up'],
  anchor: ['the anchor {} answers again', 'the anchors {} answer again'],
};

const gone = ['{} is no longer configured', '{} are no longer configured'] as const;

export interface Said {
  readonly subjectKind: SubjectKind;
  readonly wrong: Wrong;
  /** `gone`: it is no longer configured. */
  readonly tense: 'is' | 'was' | 'over' | 'gone';
}

export function phraseFor(said: Said, names: readonly string[]): string {
  const phrase = pairFor(said)?.[names.length > 1 ? 1 : 0] ?? '{}';
  return phrase.replace('{}', () => listNames(names));
}

function pairFor({ subjectKind, wrong, tense }: Said): readonly [string, string] | undefined {
  switch (tense) {
    case 'gone':
      return gone;
    case 'over':
      return overs[subjectKind];
    default:
      return phrases[subjectKind][wrong]?.[tense];
  }
}

/** More than that are counted: `a, b and 3 more`. */
const namesShownMax = 3;
/** On a phone, two lines. */
const nameCharactersMax = 60;

/** `a`, `a and b`, `a, b and 3 more`. */
export function listNames(names: readonly string[], count = names.length): string {
  const isWhole = count <= namesShownMax && names.length === count;
  const shown = names
    .slice(0, isWhole ? namesShownMax : namesShownMax - 1)
    .map((name) => cut(name, nameCharactersMax));
  const last = isWhole ? shown.pop() : `${count - shown.length} more`;
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} and ${last}`;
}

/** Never through the middle of a character outside of the basic plane. */
export function cut(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  return `${text.slice(0, charactersMax - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
