// A file of rings: rows are written and read by time. What a crash leaves halfway, and whatever somebody else puts there, counts
// as unknown. Refuses to know what is in the rows; the layout is drawn in ring-layout.ts.

import { invariant } from '../../base/invariant.ts';
import { type Result, succeed } from '../../base/result.ts';
import { claimFile, writeHeader } from './file-header.ts';
import type { FixedFile, OpenFixedFile } from './fixed-file.ts';
import { checksum, entryOctets, type PlacedRing, type RingLayout, type RingName } from './ring-layout.ts';

/** Which file it is; one with another header is begun anew. */
export interface RingIdentity {
  readonly origin: string;
  readonly kind: number;
  readonly shelf: number;
}

type IndexedRing = PlacedRing & {
  /** Time and checksum by turns; time 0 is an empty row. */
  readonly index: Uint32Array;
};

/** `row` is overwritten afterwards. */
export type VisitRow = (time: number, row: Uint8Array) => void;

/** Read at a time: large enough for few calls, small enough for many readers. */
const pieceOctetsMax = 512 * 1024;

export class RingFile {
  readonly #file: FixedFile;
  readonly #rings: ReadonlyMap<RingName, IndexedRing>;

  private constructor(file: FixedFile, rings: ReadonlyMap<RingName, IndexedRing>) {
    this.#file = file;
    this.#rings = rings;
  }

  static async open(
    openFile: OpenFixedFile,
    path: string,
    layout: RingLayout,
    identity: RingIdentity,
  ): Promise<Result<RingFile, string>> {
    const opened = await openFile(path, layout.fileOctets);
    if (!opened.ok) return opened;
    const file = opened.value;
    const rings = layout.rings.map((ring) => ({ ...ring, index: new Uint32Array(2 * ring.rows) }));
    const prepared = await prepare(file, rings, writeHeader(identity.origin, shapeOf(layout, identity)));
    if (prepared.ok) return succeed(new RingFile(file, new Map(rings.map((ring) => [ring.name, ring]))));
    await file.close();
    return prepared;
  }

  has(name: RingName, time: number): boolean {
    const { index, rows } = this.#ring(name);
    return time > 0 && index[2 * (time % rows)] === time;
  }

  /** The newest row; 0 when there is none. */
  newest(name: RingName): number {
    let newest = 0;
    for (const time of this.times(name)) newest = Math.max(newest, time);
    return newest;
  }

  /** Of all rows there are. An entry that is damaged does not belong to its place. */
  times(name: RingName): readonly number[] {
    const { index, rows } = this.#ring(name);
    const times: number[] = [];
    for (let place = 0; place < rows; place++) {
      const time = index[2 * place] ?? 0;
      if (time > 0 && time % rows === place) times.push(time);
    }
    return times;
  }

  async write(name: RingName, time: number, row: Uint8Array): Promise<Result<void, string>> {
    const { index, rows, rowsAt, rowOctets, indexAt } = this.#ring(name);
    invariant(row.length === rowOctets, 'a row fits its ring');
    const place = time % rows;
    // The row of long ago first stops being valid, by its checksum; then the entry makes the new one valid.
    const written = await this.#file.write(row, rowsAt + place * rowOctets);
    if (!written.ok) return written;
    index[2 * place] = time;
    index[2 * place + 1] = sumOf(time, row);
    return this.#file.write(
      octetsOf(index.subarray(2 * place, 2 * place + 2)),
      indexAt + place * entryOctets,
    );
  }

  /** Rows from `first` to `end`, in that order; those that are unknown or damaged are left out. */
  async visit(name: RingName, first: number, end: number, visitRow: VisitRow): Promise<Result<void, string>> {
    const { rows, rowOctets } = this.#ring(name);
    const last = Math.min(end, this.newest(name));
    const rowsMax = Math.max(1, Math.floor(pieceOctetsMax / rowOctets));
    let time = Math.max(first, last - rows + 1, 1);
    const piece = new Uint8Array(Math.min(rowsMax, Math.max(1, last - time + 1)) * rowOctets);
    while (time <= last) {
      if (!this.has(name, time)) {
        time++;
        continue;
      }
      const count = Math.min(rowsMax, rows - (time % rows), last - time + 1);
      const visited = await this.#visitPiece(name, time, piece.subarray(0, count * rowOctets), visitRow);
      if (!visited.ok) return visited;
      time += count;
    }
    return succeed(undefined);
  }

  async #visitPiece(
    name: RingName,
    first: number,
    piece: Uint8Array,
    visitRow: VisitRow,
  ): Promise<Result<void, string>> {
    const { index, rows, rowOctets, rowsAt } = this.#ring(name);
    const read = await this.#file.read(piece, rowsAt + (first % rows) * rowOctets);
    if (!read.ok) return read;
    for (let at = 0, time = first; at < piece.length; at += rowOctets, time++) {
      if (!this.has(name, time)) continue;
      const row = piece.subarray(at, at + rowOctets);
      if (index[2 * (time % rows) + 1] === sumOf(time, row)) visitRow(time, row);
    }
    return succeed(undefined);
  }

  /**
   * Rows of a future that a wrong clock saw. Of an hour or a day that has not ended, too: it was summed up when the clock was
   * ahead, and has more minutes by now.
   */
  async forgetAfter(seconds: number): Promise<Result<void, string>> {
    for (const { index, indexAt, unitSeconds } of this.#rings.values()) {
      const end = Math.floor(seconds / unitSeconds);
      let isChanged = false;
      for (let at = 0; at < index.length; at += 2) {
        if ((index[at] ?? 0) < end) continue;
        index.fill(0, at, at + 2);
        isChanged = true;
      }
      const written = isChanged ? await this.#file.write(octetsOf(index), indexAt) : succeed(undefined);
      if (!written.ok) return written;
    }
    return succeed(undefined);
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #ring(name: RingName): IndexedRing {
    const ring = this.#rings.get(name);
    invariant(ring !== undefined, 'only rings of the layout are asked for');
    return ring;
  }
}

/** Reads the index of a file of ours, and makes a file of ours of every other. */
async function prepare(
  file: FixedFile,
  rings: readonly IndexedRing[],
  header: Uint8Array,
): Promise<Result<void, string>> {
  const claimed = await claimFile(file, header);
  if (!claimed.ok) return claimed;
  if (!claimed.value) return succeed(undefined);
  for (const { index, indexAt } of rings) {
    const indexed = await file.read(octetsOf(index), indexAt);
    if (!indexed.ok) return indexed;
  }
  return succeed(undefined);
}

/** Everything that must be the same for the rest to be read. */
function shapeOf({ cells, rings, fileOctets }: RingLayout, { kind, shelf }: RingIdentity): readonly number[] {
  const shapes = rings.map(({ unitSeconds, rows, cellOctets }) => [unitSeconds, rows, cellOctets]);
  return [kind, shelf, cells, fileOctets, ...shapes.flat()];
}

/** A row that is taken for another's has another sum. */
function sumOf(time: number, row: Uint8Array): number {
  return (checksum(row) ^ Math.imul(time, 0x85eb_ca6b)) >>> 0;
}

function octetsOf({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
