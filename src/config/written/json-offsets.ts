// Where values stand in a JSON text, and which keys appear twice in one object of it: JSON.parse silently keeps the last of
// them, and an operator would wonder where the addresses of the first went. Expects text that `parseJson` has accepted, which
// bounds its depth. The `yaml` package knows both as well, but takes three seconds for a megabyte of JSON where this takes
// ten milliseconds.

import { endOfString } from '../../base/parse-json.ts';
import type { Spot, Steps } from '../findings/origin.ts';

/** What is being looked for, as a tree of steps. */
interface Wanted {
  readonly inside: Map<string | number, Wanted>;
  /** The indexes of the spots that end here. */
  readonly spots: number[];
}

interface Found {
  readonly key: number;
  readonly value: number;
  readonly isCollection: boolean;
}

export function findJsonOffsets(json: string, spots: readonly Spot[]): number[] {
  const root: Wanted = { inside: new Map(), spots: [] };
  for (const [index, { steps }] of spots.entries()) {
    let wanted = root;
    for (const step of steps) {
      const next: Wanted = wanted.inside.get(step) ?? { inside: new Map(), spots: [] };
      wanted.inside.set(step, next);
      wanted = next;
    }
    wanted.spots.push(index);
  }
  const offsets: number[] = spots.map(() => 0);
  const start = skipBlanks(json, 0);
  visit(start, start, root);
  return offsets;

  /** Returns where the value ends. */
  function visit(key: number, value: number, wanted: Wanted): number {
    const open = json[value];
    const found: Found = { key, value, isCollection: open === '{' || open === '[' };
    // Until something nearer is found.
    settle(wanted, found);
    for (const index of wanted.spots) offsets[index] = offsetOf(found, spots[index]?.isKey === true);
    if (wanted.inside.size === 0 || !found.isCollection) return endOfValue(json, value);
    for (const { step, key: at, value: inner } of membersOf(json, value)) {
      const next = wanted.inside.get(step);
      if (next !== undefined) visit(at, inner, next);
    }
    return value;
  }

  function settle({ inside }: Wanted, found: Found): void {
    for (const next of inside.values()) {
      for (const index of next.spots) offsets[index] = offsetOf(found, false);
      settle(next, found);
    }
  }
}

function offsetOf({ key, value, isCollection }: Found, isKey: boolean): number {
  return isKey || isCollection ? key : value;
}

/** Keys that repeat an earlier one of the same object, with the path and the place of the repetition. */
export function* findRepeatedKeys(
  json: string,
): Iterable<{ readonly steps: Steps; readonly offset: number }> {
  const open: Container[] = [];
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    const inside = open.at(-1);
    if (character === '{') open.push({ keys: new Set(), key: undefined, awaitsKey: true, index: 0 });
    else if (character === '[') open.push({ keys: undefined, key: undefined, awaitsKey: false, index: 0 });
    else if (character === '}' || character === ']') open.pop();
    else if (character === ',' && inside !== undefined) {
      inside.awaitsKey = inside.keys !== undefined;
      inside.index++;
    } else if (character === '"') {
      const end = endOfString(json, at);
      if (inside?.awaitsKey === true) {
        inside.key = String(JSON.parse(json.slice(at, end)));
        inside.awaitsKey = false;
        if (inside.keys?.has(inside.key))
          yield { steps: open.map(({ key, index }) => key ?? index), offset: at };
        inside.keys?.add(inside.key);
      }
      at = end - 1;
    }
  }
}

interface Container {
  /** Absent in an array. */
  readonly keys: Set<string> | undefined;
  key: string | undefined;
  awaitsKey: boolean;
  index: number;
}

interface Member {
  readonly step: string | number;
  /** In an array, where the value stands. */
  readonly key: number;
  readonly value: number;
}

function* membersOf(json: string, open: number): Iterable<Member> {
  const isObject = json[open] === '{';
  let at = skipBlanks(json, open + 1);
  for (let index = 0; json[at] !== '}' && json[at] !== ']' && at < json.length; index++) {
    const keyEnd = isObject ? endOfString(json, at) : at;
    // Behind the colon.
    const value = isObject ? skipBlanks(json, skipBlanks(json, keyEnd) + 1) : at;
    yield { step: isObject ? String(JSON.parse(json.slice(at, keyEnd))) : index, key: at, value };
    at = skipBlanks(json, endOfValue(json, value));
    if (json[at] === ',') at = skipBlanks(json, at + 1);
  }
}

function endOfValue(json: string, start: number): number {
  let depth = 0;
  for (let at = start; at < json.length; at++) {
    const character = json[at];
    if (character === '"') at = endOfString(json, at) - 1;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') {
      depth--;
      if (depth < 0) return at;
    }
    if (depth === 0 && (character === '"' || character === '}' || character === ']')) return at + 1;
    if (depth === 0 && (character === ',' || isBlank(character))) return at;
  }
  return json.length;
}

function skipBlanks(json: string, start: number): number {
  let at = start;
  while (isBlank(json[at])) at++;
  return at;
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t';
}
