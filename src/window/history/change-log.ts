// The latest changes of all subjects: a ring of entries of fixed size, laid out in memory as in its file. Refuses to know about files.
//
//   |  0 | number, from 1, grows by one   |  4 | seconds since 1970 | 8 | slot | 12 | kind | 13 | octets of text | 14 | left out |
//   | 16 | text: the state, a line feed and the reason             | 124 | checksum |

import { checksum } from './ring-layout.ts';
import { type SubjectKind, subjectKinds } from './shelves.ts';

export interface Change {
  readonly kind: SubjectKind;
  readonly slot: number;
  readonly atSeconds: number;
  /** What it became: `up`, `down`, `backups`. */
  readonly state: string;
  /** May be empty. */
  readonly reason: string;
  /** How many changes just before this one were left out, because it changes so often. */
  readonly leftOut: number;
}

export const entryOctets = 128;
/** 4 MB: three changes each for ten thousand targets, and years of changes for ten. */
export const entriesMax = 32_768;
const textAt = 16;
const sumAt = 124;
const textOctetsMax = sumAt - textAt;
const uint16Max = 0xffff;
const uint32Max = 0xffff_ffff;

export class ChangeLog {
  readonly octets: Uint8Array;
  readonly #view: DataView;
  readonly #entries: number;
  #last = 0;

  /** `octets` may be damaged; entries that do not check out are ignored. */
  constructor(octets: Uint8Array = new Uint8Array(entriesMax * entryOctets)) {
    this.octets = octets;
    this.#view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
    this.#entries = Math.floor(octets.length / entryOctets);
    for (let place = 0; place < this.#entries; place++) {
      const number = this.#view.getUint32(place * entryOctets, true);
      if (number > this.#last && this.#isGood(number)) this.#last = number;
    }
  }

  /** The number of the newest; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** Returns its number. */
  add({ kind, slot, atSeconds, state, reason, leftOut }: Change): number {
    const number = ++this.#last;
    const at = this.#placeOf(number);
    const entry = this.octets.subarray(at, at + entryOctets).fill(0);
    const text = fitText(reason === '' ? state : `${state}\n${reason}`);
    this.#view.setUint32(at, number, true);
    this.#view.setUint32(at + 4, Math.min(atSeconds, uint32Max), true);
    this.#view.setUint32(at + 8, slot, true);
    entry[12] = subjectKinds.indexOf(kind);
    entry[13] = text.length;
    this.#view.setUint16(at + 14, Math.min(leftOut, uint16Max), true);
    entry.set(text, textAt);
    this.#sign(at);
    return number;
  }

  /** None is later than that. */
  dateBack(nowSeconds: number): void {
    for (let number = this.#last; number > Math.max(0, this.#last - this.#entries); number--) {
      const at = this.#placeOf(number);
      if (this.#view.getUint32(at + 4, true) <= nowSeconds || !this.#isGood(number)) continue;
      this.#view.setUint32(at + 4, nowSeconds, true);
      this.#sign(at);
    }
  }

  /** Each that is added may cost one that is worth more. */
  get isHalfFull(): boolean {
    return this.#last > this.#entries / 2;
  }

  /** Newest first, of one subject or of all, until `visit` returns false. */
  visit(of: Pick<Change, 'kind' | 'slot'> | undefined, visit: (change: Change) => boolean): void {
    const kind = of === undefined ? undefined : subjectKinds.indexOf(of.kind);
    for (let number = this.#last; number > Math.max(0, this.#last - this.#entries); number--) {
      const at = this.#placeOf(number);
      const isOf =
        of === undefined || (this.octets[at + 12] === kind && this.#view.getUint32(at + 8, true) === of.slot);
      if (isOf && this.#isGood(number) && !visit(this.#read(number))) return;
    }
  }

  /** Where entries after `number` lie in the octets: one span, or two around the end. */
  spansAfter(number: number): readonly (readonly [from: number, to: number])[] {
    const count = Math.min(this.#last - number, this.#entries);
    if (count <= 0) return [];
    const from = this.#placeOf(this.#last - count + 1);
    const to = from + count * entryOctets;
    const end = this.#entries * entryOctets;
    return to <= end
      ? [[from, to]]
      : [
          [from, end],
          [0, to - end],
        ];
  }

  #placeOf(number: number): number {
    return ((number - 1) % this.#entries) * entryOctets;
  }

  #sign(at: number): void {
    const sum = checksum(this.octets.subarray(at, at + sumAt));
    this.#view.setUint32(at + sumAt, sum, true);
  }

  #isGood(number: number): boolean {
    const at = this.#placeOf(number);
    if (number === uint32Max || this.#view.getUint32(at, true) !== number) return false;
    return this.#view.getUint32(at + sumAt, true) === checksum(this.octets.subarray(at, at + sumAt));
  }

  #read(number: number): Change {
    const at = this.#placeOf(number);
    const length = Math.min(this.octets[at + 13] ?? 0, textOctetsMax);
    const text = new TextDecoder().decode(this.octets.subarray(at + textAt, at + textAt + length));
    const [state = '', reason = ''] = text.split('\n', 2);
    return {
      kind: this.octets[at + 12] === 0 ? 'target' : 'name',
      slot: this.#view.getUint32(at + 8, true),
      atSeconds: this.#view.getUint32(at + 4, true),
      state,
      reason,
      leftOut: this.#view.getUint16(at + 14, true),
    };
  }
}

/** Cuts to as many whole characters as fit. */
function fitText(text: string): Uint8Array {
  const fitted = new Uint8Array(textOctetsMax);
  const { written } = new TextEncoder().encodeInto(text, fitted);
  return fitted.subarray(0, written);
}
