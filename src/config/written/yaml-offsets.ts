// Where values stand in a YAML text, from the tree that it was parsed into.

import type { Alias, ParsedNode } from 'yaml';
import type { Spot } from '../findings/origin.ts';
import { yaml } from './yaml-library.ts';

interface Entry {
  readonly key: ParsedNode;
  readonly value: ParsedNode | null;
}

/** The nearest value around each spot counts where there is nothing at it. */
export function findYamlOffsets(
  root: ParsedNode | undefined,
  targets: ReadonlyMap<Alias, ParsedNode>,
  spots: readonly Spot[],
): number[] {
  /** Of the mappings that were passed: with a hundred findings, a hundred searches in each would take longer. */
  const entries = new Map<ParsedNode, ReadonlyMap<string, Entry>>();
  return spots.map(({ steps, isKey }) => {
    let entry: Entry | undefined = root && { key: root, value: root };
    for (const step of steps) {
      const next = entry && entryIn(entry.value, step);
      if (next === undefined) return entry === undefined ? 0 : offsetOf(entry, false);
      entry = next;
    }
    return entry === undefined ? 0 : offsetOf(entry, isKey);
  });

  function entryIn(node: ParsedNode | null, step: string | number): Entry | undefined {
    const target = node !== null && yaml().isAlias(node) ? targets.get(node) : node;
    if (yaml().isSeq(target)) {
      const item = typeof step === 'number' ? target.items[step] : undefined;
      return item && { key: item, value: item };
    }
    if (!yaml().isMap(target)) return undefined;
    let known = entries.get(target);
    if (known === undefined) {
      known = new Map(target.items.map(({ key, value }) => [textOf(key), { key, value }]));
      entries.set(target, known);
    }
    return known.get(String(step));
  }
}

function textOf(key: ParsedNode): string {
  if (!yaml().isScalar(key)) return '';
  return typeof key.value === 'string' ? key.value : (key.source ?? '');
}

function offsetOf({ key, value }: Entry, isKey: boolean): number {
  const pointed = isKey || value === null || yaml().isMap(value) || yaml().isSeq(value) ? key : value;
  return pointed.range[0];
}
