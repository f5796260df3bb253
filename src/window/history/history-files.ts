// The open files of history: minutes go in, hours and days are made of them, rows come out. After the first failure they have to be
// opened again. Refuses to know what the rows say.

import { type Result, succeed } from '../../base/result.ts';
import { ChangeLog, entriesMax, entryOctets } from './change-log.ts';
import { claimFile, writeHeader } from './file-header.ts';
import type { FixedFile, OpenFixedFile } from './fixed-file.ts';
import type { HistoryDirectory } from './history-directory.ts';
import { RingFile, type VisitRow } from './ring-file.ts';
import { headerOctets } from './ring-layout.ts';
import { rollUpDay, rollUpHour, type Shelf } from './roll-up.ts';
import {
  daySeconds,
  hourSeconds,
  minuteSeconds,
  queryLayout,
  type SubjectKind,
  shelfCells,
  shelfLayout,
  shelvesFor,
  subjectKinds,
} from './shelves.ts';
import type { SubjectTable } from './subject-table.ts';

/** What happened in a minute. */
export interface MinuteRows {
  readonly minute: number;
  readonly rows: readonly { readonly kind: SubjectKind; readonly shelf: number; readonly row: Uint8Array }[];
  readonly queries: Uint8Array | undefined;
}

const queriesKind = 2;
const changesKind = 3;

export class HistoryFiles {
  readonly #openFile: OpenFixedFile;
  readonly #directory: HistoryDirectory;
  readonly #table: SubjectTable;
  readonly #shelves: Readonly<Record<SubjectKind, Shelf[]>> = { target: [], name: [] };
  readonly #queries: RingFile;
  readonly #changesFile: FixedFile;
  readonly changes: ChangeLog;
  #savedChange: number;
  /** All hours and days before this hour have their rows. */
  #rolledUpTo = 0;

  private constructor(
    { openFile, directory, table }: FilesPlan,
    queries: RingFile,
    changesFile: FixedFile,
    changes: ChangeLog,
  ) {
    this.#openFile = openFile;
    this.#directory = directory;
    this.#table = table;
    this.#queries = queries;
    this.#changesFile = changesFile;
    this.changes = changes;
    this.#savedChange = changes.last;
  }

  static async open(plan: FilesPlan): Promise<Result<HistoryFiles, string>> {
    const { openFile, directory, table, known } = plan;
    const { origin } = table;
    const identity = { origin, kind: queriesKind, shelf: 0 };
    const queries = await RingFile.open(openFile, directory.file('queries'), queryLayout, identity);
    if (!queries.ok) return queries;
    const opened = await openChanges(plan);
    if (!opened.ok) {
      await queries.value.close();
      return opened;
    }
    const { file, changes, isKnown } = opened.value;
    const files = new HistoryFiles(plan, queries.value, file, known ?? changes);
    // A new file gets all that is in memory.
    if (known !== undefined) files.#savedChange = isKnown ? Math.min(changes.last, known.last) : 0;
    const shelves = await files.#openShelves();
    if (shelves.ok) return succeed(files);
    await files.close();
    return shelves;
  }

  /** Of all files; 0 when nothing was ever written. */
  get newestMinute(): number {
    const files = [this.#queries, ...this.#allShelves().map(({ file }) => file)];
    return Math.max(0, ...files.map((file) => file.newest('minutes')));
  }

  shelf(kind: SubjectKind, number: number): Shelf | undefined {
    return this.#shelves[kind][number];
  }

  shelvesOf(kind: SubjectKind): readonly Shelf[] {
    return this.#shelves[kind];
  }

  visitQueries(first: number, last: number, visit: VisitRow): Promise<Result<void, string>> {
    return this.#queries.visit('minutes', first, last, visit);
  }

  /** The table first: a row for a slot without an owner would later be taken for the next owner's. */
  async save({ minute, rows, queries }: MinuteRows): Promise<Result<void, string>> {
    if (this.#table.isChanged) {
      this.#table.isChanged = false;
      const written = await this.#directory.writeTable(this.#table);
      if (!written.ok) {
        this.#table.isChanged = true;
        return written;
      }
    }
    const shelves = await this.#openShelves();
    if (!shelves.ok) return shelves;
    const changes = await this.#saveChanges();
    if (!changes.ok) return changes;
    for (const { kind, shelf, row } of rows) {
      const written = await this.#saveRow(this.#shelves[kind][shelf], minute, row);
      if (!written.ok) return written;
    }
    const counted =
      queries === undefined ? succeed(undefined) : await this.#queries.write('minutes', minute, queries);
    return counted.ok ? this.rollUp(minute) : counted;
  }

  /** Makes the hours and days that have passed and have no row yet, however long ago. */
  async rollUp(minute: number): Promise<Result<void, string>> {
    const hour = Math.floor((minute * minuteSeconds) / hourSeconds);
    if (hour === this.#rolledUpTo) return succeed(undefined);
    const today = Math.floor((minute * minuteSeconds) / daySeconds);
    for (const shelf of this.#allShelves()) {
      const { file } = shelf;
      for (const past of unitsOf(file.times('minutes'), hourSeconds / minuteSeconds, hour)) {
        const rolled = await rollUpHour(shelf, past);
        if (!rolled.ok) return rolled;
      }
      for (const past of unitsOf(file.times('hours'), daySeconds / hourSeconds, today)) {
        const rolled = await rollUpDay(shelf, past, past === today - 1 ? 'minutes' : 'hours');
        if (!rolled.ok) return rolled;
      }
    }
    this.#rolledUpTo = hour;
    return succeed(undefined);
  }

  async forgetAfter(seconds: number): Promise<Result<void, string>> {
    this.#rolledUpTo = 0;
    // Their dates are others by now.
    this.#savedChange = 0;
    for (const file of [this.#queries, ...this.#allShelves().map(({ file }) => file)]) {
      const forgotten = await file.forgetAfter(seconds);
      if (!forgotten.ok) return forgotten;
    }
    return succeed(undefined);
  }

  async close(): Promise<void> {
    for (const { file } of this.#allShelves()) await file.close();
    await this.#queries.close();
    await this.#changesFile.close();
  }

  #allShelves(): readonly Shelf[] {
    return subjectKinds.flatMap((kind) => this.#shelves[kind]);
  }

  /** Opens as many as the table needs by now. */
  async #openShelves(): Promise<Result<void, string>> {
    for (const [kindNumber, kind] of subjectKinds.entries()) {
      const shelves = this.#shelves[kind];
      while (shelves.length < shelvesFor(this.#table.slotsUsed[kind])) {
        const number = shelves.length;
        const opened = await RingFile.open(
          this.#openFile,
          this.#directory.file(`${kind}s-${number}`),
          shelfLayout(kind, number),
          { origin: this.#table.origin, kind: kindNumber, shelf: number },
        );
        if (!opened.ok) return opened;
        shelves.push({ kind, number, cells: shelfCells(number), file: opened.value });
      }
    }
    return succeed(undefined);
  }

  async #saveChanges(): Promise<Result<void, string>> {
    const { last } = this.changes;
    for (const [from, to] of this.changes.spansAfter(this.#savedChange)) {
      const written = await this.#changesFile.write(
        this.changes.octets.subarray(from, to),
        headerOctets + from,
      );
      if (!written.ok) return written;
    }
    this.#savedChange = last;
    return succeed(undefined);
  }

  /** A minute that an earlier run began keeps what that run knew. */
  async #saveRow(shelf: Shelf | undefined, minute: number, row: Uint8Array): Promise<Result<void, string>> {
    if (shelf === undefined) return succeed(undefined);
    const { file, cells } = shelf;
    if (file.has('minutes', minute)) {
      const width = row.length / cells;
      const visited = await file.visit('minutes', minute, minute, (_, old) => keepKnown(row, old, width));
      if (!visited.ok) return visited;
    }
    return file.write('minutes', minute, row);
  }
}

export interface FilesPlan {
  readonly openFile: OpenFixedFile;
  readonly directory: HistoryDirectory;
  readonly table: SubjectTable;
  /** When reopened: the changes known already. */
  readonly known?: ChangeLog;
}

interface OpenedChanges {
  readonly file: FixedFile;
  readonly changes: ChangeLog;
  /** The file was ours before. */
  readonly isKnown: boolean;
}

async function openChanges({
  openFile,
  directory,
  table,
}: FilesPlan): Promise<Result<OpenedChanges, string>> {
  const octets = new Uint8Array(entriesMax * entryOctets);
  const opened = await openFile(directory.file('changes'), headerOctets + octets.length);
  if (!opened.ok) return opened;
  const file = opened.value;
  const header = writeHeader(table.origin, [changesKind, entriesMax, entryOctets]);
  const filled = await claimAndRead(file, header, octets);
  if (filled.ok) return succeed({ file, changes: new ChangeLog(octets), isKnown: filled.value });
  await file.close();
  return filled;
}

/** Whether it was ours before. */
async function claimAndRead(
  file: FixedFile,
  header: Uint8Array,
  octets: Uint8Array,
): Promise<Result<boolean, string>> {
  const claimed = await claimFile(file, header);
  if (!claimed.ok) return claimed;
  const read = await file.read(octets, headerOctets);
  return read.ok ? claimed : read;
}

/** The larger units that these times fall in, if they ended before `end`. */
function unitsOf(times: readonly number[], perUnit: number, end: number): readonly number[] {
  return [...new Set(times.map((time) => Math.floor(time / perUnit)))].filter((unit) => unit < end);
}

function keepKnown(row: Uint8Array, old: Uint8Array, width: number): void {
  for (let at = 0; at < row.length; at += width) if (row[at] === 0) row.set(old.subarray(at, at + width), at);
}
