// All that is known of the past: slots, changes, the last days at a glance, and the files if there are any. Takes whole minutes and
// answers questions. Refuses to know about the present, and when files are written.

import { randomBytes } from 'node:crypto';
import { fail, type Result, succeed } from '../../base/result.ts';
import { type Minute, writeMinute } from './cells.ts';
import { type Change, ChangeLog } from './change-log.ts';
import { Glance } from './glance.ts';
import type { HistoryFiles, MinuteRows } from './history-files.ts';
import { loadGlance } from './load-glance.ts';
import { readPartsFromFiles, readPartsFromGlance } from './read-parts.ts';
import { Parts, type Span } from './series.ts';
import {
  cellOctets,
  daySeconds,
  firstSlotOf,
  minuteSeconds,
  placeOf,
  type Subject,
  type SubjectKind,
  shelfCells,
  shelvesFor,
  subjectKinds,
} from './shelves.ts';
import { type Holding, SubjectTable } from './subject-table.ts';
import type { Tally } from './tally.ts';

export interface SubjectMinute {
  readonly held: Holding;
  readonly minute: Minute;
}

export interface PartsOfUnits {
  readonly fromSeconds: number;
  readonly partSeconds: number;
  /** A quarter of an hour, or a day. */
  readonly unitSeconds: number;
}

type Glances = Readonly<Record<SubjectKind, Glance>>;

export class Archive {
  readonly table: SubjectTable;
  readonly changes: ChangeLog;
  readonly #glances: Glances;
  readonly files: HistoryFiles | undefined;
  /** The latest state of each, once somebody has asked. */
  #lastWords: Map<string, string> | undefined;

  constructor(table: SubjectTable, changes: ChangeLog, glances: Glances, files?: HistoryFiles) {
    this.table = table;
    this.changes = changes;
    this.#glances = glances;
    this.files = files;
  }

  static inMemory(): Archive {
    const table = new SubjectTable(randomBytes(16).toString('hex'));
    return new Archive(table, new ChangeLog(), { target: new Glance(), name: new Glance() });
  }

  static async load(
    table: SubjectTable,
    files: HistoryFiles,
    nowSeconds: number,
  ): Promise<Result<Archive, string>> {
    const rolled = await files.rollUp(Math.floor(nowSeconds / minuteSeconds));
    if (!rolled.ok) return rolled;
    const target = await loadGlance(files, 'target', nowSeconds);
    if (!target.ok) return target;
    const name = await loadGlance(files, 'name', nowSeconds);
    if (!name.ok) return name;
    return succeed(new Archive(table, files.changes, { target: target.value, name: name.value }, files));
  }

  /** The same with other files, or none. */
  with(files: HistoryFiles | undefined): Archive {
    return new Archive(this.table, this.changes, this.#glances, files);
  }

  /** Undefined if no slot is left. */
  hold(subject: Subject, nowSeconds: number): Holding | undefined {
    const known = this.table.find(subject) !== undefined;
    const held = this.table.hold(subject, nowSeconds);
    if (held !== undefined && !known) {
      this.#glances[held.kind].clear(held.slot);
      this.#lastWords?.delete(placeKey(held));
    }
    return held;
  }

  /** Adds a minute; returns its rows for the files. */
  takeMinute(minute: number, minutes: Iterable<SubjectMinute>, queries: Uint8Array | undefined): MinuteRows {
    const rowsOf: Record<SubjectKind, Uint8Array[]> = { target: [], name: [] };
    for (const kind of subjectKinds)
      for (let shelf = 0; shelf < shelvesFor(this.table.slotsUsed[kind]); shelf++)
        rowsOf[kind].push(new Uint8Array(shelfCells(shelf) * cellOctets(kind, 'minutes')));
    for (const { held, minute: what } of minutes) {
      const { shelf, cell } = placeOf(held.slot);
      const width = cellOctets(held.kind, 'minutes');
      const row = rowsOf[held.kind][shelf];
      if (row !== undefined) writeMinute(row, cell * width, width, what);
    }
    const rows = subjectKinds.flatMap((kind) => rowsOf[kind].map((row, shelf) => ({ kind, shelf, row })));
    for (const { kind, shelf, row } of rows)
      this.#glances[kind].addMinute(minute, firstSlotOf(shelf), row, cellOctets(kind, 'minutes'), true);
    return { minute, rows, queries };
  }

  /** Empty for a subject without history. */
  async read(subject: Subject, span: Span, nowSeconds: number): Promise<Result<Parts, string>> {
    const parts = new Parts(span, nowSeconds);
    const held = this.table.find(subject);
    if (held === undefined) return succeed(parts);
    const { kind, slot, sinceSeconds } = held;
    const { shelf: number, cell } = placeOf(slot);
    const shelf = this.files?.shelf(kind, number);
    if (shelf === undefined) {
      readPartsFromGlance(parts, this.#glances[kind], held, nowSeconds);
      return succeed(parts);
    }
    const read = await readPartsFromFiles(parts, { shelf, cell, sinceSeconds }, nowSeconds);
    return read.ok ? succeed(parts) : fail(read.problem);
  }

  /** The same of what is in memory, at once: a day in quarters of an hour, or 90 days day by day. */
  glance(subject: Subject, span: Span, nowSeconds: number): Parts {
    const parts = new Parts(span, nowSeconds);
    const held = this.table.find(subject);
    if (held !== undefined) readPartsFromGlance(parts, this.#glances[held.kind], held, nowSeconds);
    return parts;
  }

  /** Quarters of an hour or days, from memory, in parts of equal length: for thousands of bars. */
  sumUnits(
    subject: Subject,
    { fromSeconds, partSeconds, unitSeconds }: PartsOfUnits,
    tallies: readonly Tally[],
  ): void {
    const held = this.table.find(subject);
    if (held === undefined) return;
    const glance = this.#glances[held.kind];
    const first = Math.ceil(Math.max(fromSeconds, held.sinceSeconds) / unitSeconds);
    const end = Math.ceil((fromSeconds + tallies.length * partSeconds) / unitSeconds);
    for (let unit = first; unit < end; unit++) {
      const tally = tallies[Math.floor((unit * unitSeconds - fromSeconds) / partSeconds)];
      if (tally === undefined) continue;
      if (unitSeconds === daySeconds) glance.tallyDay(tally, held.slot, unit);
      else glance.tallyQuarter(tally, held.slot, unit);
    }
  }

  /** The latest state of a slot's owner, if known. */
  lastWord(held: Holding): string | undefined {
    this.#lastWords ??= this.#findLastWords();
    return this.#lastWords.get(placeKey(held));
  }

  addChange(held: Holding, change: Pick<Change, 'atSeconds' | 'state' | 'reason' | 'leftOut'>): void {
    this.lastWord(held);
    this.changes.add({ ...change, kind: held.kind, slot: held.slot });
    this.#lastWords?.set(placeKey(held), change.state);
  }

  /** What a wrong clock dated later than `nowSeconds` happened before now: nobody can say when. */
  dateBack(nowSeconds: number): void {
    this.table.dateBack(nowSeconds);
    this.changes.dateBack(nowSeconds);
  }

  /** Newest first, of one or of all, until `visit` returns false. */
  visitChanges(subject: Subject | undefined, visit: (change: Change, held: Holding) => boolean): void {
    const held = subject && this.table.find(subject);
    if (subject !== undefined && held === undefined) return;
    const owners = new Map(
      (held === undefined ? [...this.table.holdings] : [held]).map((one) => [placeKey(one), one]),
    );
    this.changes.visit(held, (change) => {
      const owner = owners.get(placeKey(change));
      // An old change may belong to the slot's earlier owner.
      if (owner === undefined || change.atSeconds < owner.sinceSeconds) return true;
      return visit(change, owner);
    });
  }

  #findLastWords(): Map<string, string> {
    const words = new Map<string, string>();
    this.visitChanges(undefined, ({ state }, held) => {
      if (!words.has(placeKey(held))) words.set(placeKey(held), state);
      return true;
    });
    return words;
  }
}

function placeKey({ kind, slot }: Pick<Holding, 'kind' | 'slot'>): string {
  return `${kind} ${slot}`;
}
