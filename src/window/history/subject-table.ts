// Which slot of the files belongs to which subject. One that is gone keeps its slot as long as its history is kept, or until slots run
// out. Refuses to know about files, but checks what comes from one.

import { createHash } from 'node:crypto';
import { isCount } from '../../base/kept-file.ts';
import { isRecord } from '../../base/value-reader.ts';
import {
  daySeconds,
  keptDays,
  type Subject,
  type SubjectKind,
  subjectKinds,
  subjectsMax,
} from './shelves.ts';

export interface Holding {
  readonly kind: SubjectKind;
  readonly key: string;
  readonly slot: number;
  /** Cells from before this belong to an earlier owner; 0 for a slot that had none. */
  sinceSeconds: number;
  /** Since when it is no longer configured. */
  goneSeconds?: number | undefined;
}

const format = 1;
const uint32Max = 0xffff_ffff;
const keptSeconds = keptDays * daySeconds;
/** A target's key contains the body that its check looks for, of any length. */
const keyLengthMax = 300;
const reclaimedShare = 1 / 16;
const originPattern = /^[0-9a-f]{32}$/;

export class SubjectTable {
  /** Identifies the files that these slots are in; hexadecimal. */
  readonly origin: string;
  readonly #byId = new Map<string, Holding>();
  readonly #free: Readonly<Record<SubjectKind, number[]>> = { target: [], name: [] };
  #used: Record<SubjectKind, number> = { target: 0, name: 0 };
  readonly #gone: Record<SubjectKind, number> = { target: 0, name: 0 };
  /** Differs from what was last written. */
  isChanged = true;

  constructor(
    origin: string,
    holdings: readonly Holding[] = [],
    used?: Readonly<Record<SubjectKind, number>>,
  ) {
    this.origin = origin;
    if (used !== undefined) this.#used = { ...used };
    for (const kind of subjectKinds) {
      const slots = new Set(holdings.filter((held) => held.kind === kind).map(({ slot }) => slot));
      for (let slot = this.#used[kind] - 1; slot >= 0; slot--)
        if (!slots.has(slot)) this.#free[kind].push(slot);
    }
    for (const held of holdings) {
      this.#byId.set(idOf(held), held);
      if (held.goneSeconds !== undefined) this.#gone[held.kind]++;
    }
  }

  get holdings(): Iterable<Holding> {
    return this.#byId.values();
  }

  find(subject: Subject): Holding | undefined {
    return this.#byId.get(idOf(subject));
  }

  /** How many slots of each kind have ever been used: the rest needs no files. */
  get slotsUsed(): Readonly<Record<SubjectKind, number>> {
    return this.#used;
  }

  /** Undefined if subjects that still exist have all the slots. */
  hold(subject: Subject, nowSeconds: number): Holding | undefined {
    const known = this.find(subject);
    if (known !== undefined) {
      if (known.goneSeconds !== undefined) {
        known.goneSeconds = undefined;
        this.#gone[known.kind]--;
        this.isChanged = true;
      }
      return known;
    }
    const slot = this.#takeSlot(subject.kind);
    if (slot === undefined) return undefined;
    const sinceSeconds = slot.isFresh ? 0 : nowSeconds;
    const held: Holding = { kind: subject.kind, key: shortKey(subject.key), slot: slot.slot, sinceSeconds };
    this.#byId.set(idOf(held), held);
    this.isChanged = true;
    return held;
  }

  /** Whether there is a slot for one more. */
  mayHold(kind: SubjectKind): boolean {
    return this.#used[kind] < subjectsMax || this.#free[kind].length > 0 || this.#gone[kind] > 0;
  }

  letGo(subject: Subject, nowSeconds: number): void {
    const held = this.find(subject);
    if (held === undefined || held.goneSeconds !== undefined) return;
    held.goneSeconds = nowSeconds;
    this.#gone[held.kind]++;
    this.isChanged = true;
  }

  /** Frees the slots whose history has expired. */
  expire(nowSeconds: number): void {
    for (const held of this.#byId.values()) {
      const { goneSeconds } = held;
      if (goneSeconds !== undefined && nowSeconds - goneSeconds >= keptSeconds) this.#remove(held);
    }
  }

  /** A clock that was ahead said when they came and went. */
  dateBack(nowSeconds: number): void {
    for (const held of this.#byId.values()) {
      const { sinceSeconds, goneSeconds } = held;
      if (Math.max(sinceSeconds, goneSeconds ?? 0) <= nowSeconds) continue;
      held.sinceSeconds = Math.min(sinceSeconds, nowSeconds);
      if (goneSeconds !== undefined) held.goneSeconds = Math.min(goneSeconds, nowSeconds);
      this.isChanged = true;
    }
  }

  #takeSlot(kind: SubjectKind): { readonly slot: number; readonly isFresh: boolean } | undefined {
    if (this.#free[kind].length === 0 && this.#used[kind] >= subjectsMax) this.#reclaim(kind);
    const free = this.#free[kind].pop();
    if (free !== undefined) return { slot: free, isFresh: false };
    return this.#used[kind] < subjectsMax ? { slot: this.#used[kind]++, isFresh: true } : undefined;
  }

  /** Takes the slots of those gone longest, many at once: thousands of subjects may need one. */
  #reclaim(kind: SubjectKind): void {
    if (this.#gone[kind] === 0) return;
    const gone = [...this.#byId.values()].filter(
      (held) => held.kind === kind && held.goneSeconds !== undefined,
    );
    gone.sort((one, other) => (one.goneSeconds ?? 0) - (other.goneSeconds ?? 0));
    for (const held of gone.slice(0, Math.ceil(gone.length * reclaimedShare))) this.#remove(held);
  }

  #remove(held: Holding): void {
    this.#byId.delete(idOf(held));
    this.#free[held.kind].push(held.slot);
    this.#gone[held.kind]--;
    this.isChanged = true;
  }
}

function idOf({ kind, key }: Subject): string {
  return `${kind} ${shortKey(key)}`;
}

/** Different keys stay different. */
function shortKey(key: string): string {
  if (key.length <= keyLengthMax) return key;
  const digest = createHash('sha256').update(key).digest('hex');
  return `${key.slice(0, keyLengthMax - digest.length - 1)} ${digest}`;
}

export function printSubjectTable(table: SubjectTable): string {
  const subjects = [...table.holdings].map(({ kind, key, slot, sinceSeconds, goneSeconds }) => [
    kind,
    slot,
    sinceSeconds,
    goneSeconds ?? 0,
    key,
  ]);
  return `${JSON.stringify({ format, origin: table.origin, used: table.slotsUsed, subjects })}\n`;
}

/** Undefined unless every part is valid: a wrong slot would give one subject the history of another. */
export function checkSubjectTable(value: unknown): SubjectTable | undefined {
  if (!isRecord(value) || value['format'] !== format) return undefined;
  const { origin, subjects, used } = value;
  if (typeof origin !== 'string' || !originPattern.test(origin) || !Array.isArray(subjects)) return undefined;
  if (subjects.length > subjectKinds.length * subjectsMax) return undefined;
  if (!isRecord(used) || !isCount(used['target'], subjectsMax) || !isCount(used['name'], subjectsMax))
    return undefined;
  const slotsUsed = { target: used['target'], name: used['name'] };
  const taken = new Set<string>();
  const holdings: Holding[] = [];
  for (const subject of subjects) {
    const held = checkHolding(subject);
    if (held === undefined || held.slot >= slotsUsed[held.kind]) return undefined;
    taken.add(`${held.kind} ${held.slot}`).add(`key ${idOf(held)}`);
    if (taken.size !== 2 * holdings.push(held)) return undefined;
  }
  const table = new SubjectTable(origin, holdings, slotsUsed);
  table.isChanged = false;
  return table;
}

function checkHolding(value: unknown): Holding | undefined {
  if (!Array.isArray(value) || value.length !== 5) return undefined;
  const [kindWord, slot, sinceSeconds, goneSeconds, key] = value as readonly unknown[];
  const kind = subjectKinds.find((word) => word === kindWord);
  if (kind === undefined || !isCount(slot, subjectsMax - 1)) return undefined;
  if (!isCount(sinceSeconds, uint32Max) || !isCount(goneSeconds, uint32Max)) return undefined;
  if (typeof key !== 'string' || key === '' || key.length > keyLengthMax) return undefined;
  return { kind, key, slot, sinceSeconds, ...(goneSeconds > 0 && { goneSeconds }) };
}
