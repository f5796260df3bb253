// Patterns of names in a zone: `host`, `*.dyn`, `_acme-challenge.**`, `@`. Text -> pattern, and whether a name matches. Refuses
// to know what a match permits.

import { fail, type Result, succeed } from '../../base/result.ts';
import { hideEscapes, splitLabels } from '../../wire/escapes.ts';
import { labelsOf, type NameProblem, nameOctetsMax, parseOwner, type RelativeName } from '../../wire/name.ts';

/** Names of a zone, relative to it. */
export interface NamePattern {
  /** As it was written. */
  readonly text: string;
  /** From left to right, in lower case; undefined stands for any one label. Without any: the zone itself. */
  readonly labels: readonly (string | undefined)[];
  /** On this side of the labels, any number of others may stand, none included. */
  readonly open?: 'left' | 'right';
}

export type PatternProblem =
  | NameProblem
  | { readonly kind: 'misplaced-stars' }
  | { readonly kind: 'partial-star'; readonly label: string };

const anyLabel = '*';
const anyLabels = '**';

/** A `*` stands for one label, a `**` at the left or the right end for any number of them. */
export function parseNamePattern(text: string): Result<NamePattern, PatternProblem> {
  if (text === '@') return succeed({ text, labels: [] });
  if (text === '') return fail({ kind: 'empty' });
  const texts = splitLabels(text);
  const open = texts[0] === anyLabels ? 'left' : texts.at(-1) === anyLabels ? 'right' : undefined;
  if (open === 'left') texts.shift();
  else if (open === 'right') texts.pop();
  const labels: (string | undefined)[] = [];
  let octets = 1;
  for (const label of texts) {
    const read = readLabel(label);
    if (!read.ok) return read;
    labels.push(read.value);
    octets += 1 + (read.value?.length ?? 1);
  }
  if (octets > nameOctetsMax) return fail({ kind: 'name-too-long', octets });
  return succeed({ text, labels, ...(open && { open }) });
}

function readLabel(text: string): Result<string | undefined, PatternProblem> {
  if (text === anyLabel) return succeed(undefined);
  if (text === anyLabels) return fail({ kind: 'misplaced-stars' });
  if (text === '@') return fail({ kind: 'bad-character', label: text, character: text });
  if (text === '') return fail({ kind: 'empty-label' });
  // An escaped one is an octet like any other.
  if (hideEscapes(text).includes(anyLabel)) return fail({ kind: 'partial-star', label: text });
  const label = parseOwner(text);
  return label.ok ? succeed(labelsOf(label.value)[0] ?? '') : label;
}

export function matchesPattern({ labels, open }: NamePattern, owner: RelativeName): boolean {
  const own = labelsOf(owner);
  const others = own.length - labels.length;
  if (others < 0 || (others > 0 && open === undefined)) return false;
  const from = open === 'left' ? others : 0;
  return own.every((label, at) => {
    const isBeside = at < from || at >= from + labels.length;
    const wanted = isBeside ? undefined : labels[at - from];
    // A wildcard answers for every name below it: whoever permits that has to say so, as `\*`.
    return wanted === undefined ? label !== anyLabel : label === wanted;
  });
}
