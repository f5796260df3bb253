// Where each row lies in a file of rings, whose size never changes:
//
//   | header, 4096 octets | index of ring 0 | index of ring 1 | … | rows of ring 0 | rows of ring 1 | … |
//
// A ring has one row for each minute, hour or day of the recent past; the row for time t (in such units, since 1970) stands at
// place t mod rows. Its entry in the index says which t that is, with a checksum of the row: one that was overwritten, torn or
// damaged counts as unknown. A row has a cell for every subject of the file, so that a minute of a thousand subjects is one write.

export interface Ring {
  readonly name: RingName;
  /** The span of a row. */
  readonly unitSeconds: number;
  readonly rows: number;
  /** Of one subject, in octets. */
  readonly cellOctets: number;
}

export type RingName = 'minutes' | 'hours' | 'outcomes' | 'days';

export interface PlacedRing extends Ring {
  readonly rowOctets: number;
  readonly indexAt: number;
  readonly rowsAt: number;
}

export const headerOctets = 4096;
/** Time and checksum, 32 bits each. */
export const entryOctets = 8;

export interface RingLayout {
  readonly cells: number;
  readonly rings: readonly PlacedRing[];
  readonly fileOctets: number;
}

/** `cells` is a multiple of four, so that every row is whole words. */
export function placeRings(rings: readonly Ring[], cells: number): RingLayout {
  let at = headerOctets;
  const indexed = rings.map((ring) => {
    const indexAt = at;
    at += ring.rows * entryOctets;
    return { ...ring, indexAt, rowOctets: ring.cellOctets * cells };
  });
  const placed = indexed.map((ring) => {
    const rowsAt = at;
    at += ring.rows * ring.rowOctets;
    return { ...ring, rowsAt };
  });
  return { cells, rings: placed, fileOctets: at };
}

/** Each step can be undone, so one word that differs always makes a difference. Not against people: they may write here anyway. */
export function checksum(octets: Uint8Array): number {
  const words = new Uint32Array(octets.buffer, octets.byteOffset, octets.byteLength >>> 2);
  let sum = words.length + 1;
  for (const word of words) {
    sum = Math.imul(sum ^ word, 0x9e37_79b1);
    sum ^= sum >>> 15;
  }
  return sum >>> 0;
}
